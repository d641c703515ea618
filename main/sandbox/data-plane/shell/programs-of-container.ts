/** The programs that there are in a container, by name or path. */
import { curl } from './curl.ts'
import type { Program } from './machine.ts'
import { pilotAgent } from './pilot-agent.ts'
import { sh, shellNames } from './sh.ts'
import { smallPrograms } from './small-programs.ts'
import { tar } from './tar.ts'
import { test } from './test-program.ts'
import { textPrograms } from './text-programs.ts'
import { wget } from './wget.ts'

const programs: Readonly<Record<string, Program | undefined>> = {
  ...smallPrograms,
  ...textPrograms,
  ...{ curl, wget, tar, test, '[': test },
}

const folder = /^\/(?:usr\/(?:local\/)?)?s?bin\//

export function programNamed(given: string, isProxy: boolean): Program | undefined {
  if (shellNames.test(given)) return sh
  const name = given.replace(folder, '')
  if (isProxy && name === 'pilot-agent') return pilotAgent
  return Object.hasOwn(programs, name) ? programs[name] : undefined
}
