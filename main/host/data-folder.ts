import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where settings.json and history.db lie; AVIARY_HOME overrides it. */
export function dataFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  if (env.AVIARY_HOME !== undefined && env.AVIARY_HOME !== '') return env.AVIARY_HOME
  const home = env.HOME ?? homedir()
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Aviary')
  if (platform === 'win32') return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'Aviary')
  return join(env.XDG_DATA_HOME ?? join(home, '.local', 'share'), 'aviary')
}
