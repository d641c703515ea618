import { fileURLToPath } from 'node:url'

/** Where package.json lies. */
export const projectFolder: string = fileURLToPath(new URL('..', import.meta.url))
