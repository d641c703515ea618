import { Argument, Command } from 'commander'
import { kubeconfigFiles, loadKubeconfig } from '../../../kube/kubeconfig.ts'
import { readCommandLine } from '../complete.ts'

type Shell = 'bash' | 'zsh' | 'fish'

/** Each script asks `aviary __complete`, which knows the command tree and the kubeconfig's contexts. */
const scripts: Readonly<Record<Shell, string>> = {
  // bash breaks words at `:` and `=`, so it is given the line as it was typed, and what follows the last break.
  bash: `_aviary() {
  local line="\${COMP_LINE:0:COMP_POINT}" broken="\${COMP_WORDS[COMP_CWORD]}" words value
  read -ra words <<< "$line"
  [[ "$line" == *[[:space:]] ]] && words+=("")
  local typed="\${words[\${#words[@]}-1]}"
  [[ "$broken" == [=:]* ]] && broken="\${broken#?}"
  COMPREPLY=()
  while IFS=$'\\t' read -r value _; do
    COMPREPLY+=("\${value:\${#typed}-\${#broken}}")
  done < <("\${words[0]}" __complete -- "\${words[@]:1}" 2> /dev/null)
}
complete -o default -F _aviary aviary
`,
  zsh: `#compdef aviary
_aviary() {
  local line
  local -a found
  while IFS= read -r line; do
    found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done < <("\${words[1]}" __complete -- "\${(@)words[2,CURRENT]}" 2> /dev/null)
  if (( \${#found} )); then _describe aviary found; else _files; fi
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
compdef _aviary aviary
`,
  fish: `function __aviary_complete
  set -l words (commandline -opc)
  $words[1] __complete -- $words[2..-1] (commandline -ct) 2> /dev/null
  or __fish_complete_path (commandline -ct)
end
complete -c aviary -f -a '(__aviary_complete)'
`,
}

/** Prints the script that a shell's start-up file sources. */
export function completionCommand(): Command {
  return new Command('completion')
    .description('print a completion script')
    .addArgument(new Argument('<shell>').choices(Object.keys(scripts)))
    .action((shell: Shell) => {
      process.stdout.write(scripts[shell])
    })
}

/**
 * What the scripts ask: the words after `aviary`, up to the one under the cursor. Prints lines of a value, a tab and
 * its description; exit code 1 when there is nothing to offer but files.
 */
export function completeCommand(program: Command): Command {
  return new Command('__complete').argument('[words...]').action(async (words: string[]) => {
    const line = readCommandLine(program, words)
    const { contexts } = await loadKubeconfig(kubeconfigFiles(line.kubeconfig, process.env))
    const candidates = line.candidates(contexts.map(({ name }) => name))
    for (const { value, description } of candidates) process.stdout.write(`${value}\t${description}\n`)
    if (candidates.length === 0) process.exitCode = 1
  })
}
