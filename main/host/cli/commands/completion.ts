import { Argument, Command } from 'commander'

/** Shell completion, made from the command tree itself. */
export function completionCommand(program: Command): Command {
  return new Command('completion')
    .description('print a completion script')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .action((shell: 'bash' | 'zsh' | 'fish') => {
      process.stdout.write(shell === 'fish' ? fishScript(program) : bashScript(program, shell))
    })
}

/** `` -> its words, `canary` -> its words, … */
function wordsByPath(program: Command): Map<string, string[]> {
  const words = new Map<string, string[]>()
  const visit = (command: Command, path: string) => {
    const names = command.commands.map((one) => one.name())
    const options = [...command.options, ...(path === '' ? [] : program.options)].map(
      (option) => option.long ?? '',
    )
    words.set(path, [...names, ...options.filter((option) => option !== '')])
    for (const one of command.commands) visit(one, path === '' ? one.name() : `${path} ${one.name()}`)
  }
  visit(program, '')
  return words
}

function bashScript(program: Command, shell: 'bash' | 'zsh'): string {
  const cases = [...wordsByPath(program)].map(
    ([path, words]) => `    "${path}") words="${words.join(' ')}" ;;`,
  )
  return `${shell === 'zsh' ? 'autoload -U +X bashcompinit && bashcompinit\n' : ''}_aviary() {
  local path="" word words=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) path="\${path:+$path }$word" ;; esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _aviary aviary
`
}

function fishScript(program: Command): string {
  const lines = ['complete -c aviary -f']
  for (const command of program.commands) {
    lines.push(
      `complete -c aviary -n __fish_use_subcommand -a ${command.name()} -d '${command.description().replaceAll("'", '')}'`,
    )
    for (const one of command.commands) {
      lines.push(
        `complete -c aviary -n '__fish_seen_subcommand_from ${command.name()}' -a ${one.name()} -d '${one.description().replaceAll("'", '')}'`,
      )
    }
  }
  return `${lines.join('\n')}\n`
}
