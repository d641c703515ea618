/** The fake core behind the browser host, with a session. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CoreServer, serveCore } from '#main/host/browser/serve.ts'
import type { FakeCore } from './fake-router.ts'

export interface Served {
  readonly server: CoreServer
  readonly token: string
  close(): Promise<void>
}

export async function serveFake({ router }: FakeCore): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'aviary-conformance-'))
  const tokenFile = join(folder, 'token')
  const server = await serveCore({ router, rendererDir: folder, version: '0.0.0', tokenFile })
  return {
    server,
    token: (await readFile(tokenFile, 'utf8')).trim(),
    async close() {
      await server.close()
      await rm(folder, { recursive: true })
    },
  }
}
