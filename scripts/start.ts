/** `npm start`: builds what is not built yet, then is the command line itself. Its default command opens the window. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from './build.ts'
import { projectFolder } from './project-folder.ts'

await build()
const program = join(projectFolder, 'dist', 'cli.js')
process.argv[1] = program
await import(pathToFileURL(program).href)
