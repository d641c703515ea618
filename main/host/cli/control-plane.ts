import { resolve } from 'node:path'
import { fail } from '#shared/model/failure.ts'
import { readConnection } from '../../sandbox/remote/connection.ts'

/** The kubeconfig that --control-plane names, as an absolute path; refused before anything starts where it leads nowhere. */
export async function controlPlaneOf(named: string): Promise<string> {
  const file = resolve(named)
  try {
    await readConnection(file)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    fail({ code: 'bad-input', field: '--control-plane', reason })
  }
  return file
}
