/** What a kubeconfig says about the cluster of its current context: where it is, and who we are there. */
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { firstLineOf } from '#shared/model/first-line.ts'

export interface Connection {
  /** Of the context. */
  readonly name: string
  /** https URL, without a slash at its end. */
  readonly server: string
  readonly token?: string
  readonly tls: {
    readonly ca?: string
    readonly cert?: string
    readonly key?: string
    readonly servername?: string
    readonly rejectUnauthorized?: boolean
  }
}

const text = z.string().min(1)
const clusterSchema = z.looseObject({
  server: text,
  'certificate-authority': text.optional(),
  'certificate-authority-data': text.optional(),
  'insecure-skip-tls-verify': z.boolean().optional(),
  'tls-server-name': text.optional(),
})
const userSchema = z.looseObject({
  token: text.optional(),
  tokenFile: text.optional(),
  'client-certificate': text.optional(),
  'client-certificate-data': text.optional(),
  'client-key': text.optional(),
  'client-key-data': text.optional(),
})
const fileSchema = z.looseObject({
  'current-context': text,
  contexts: z.array(
    z.object({ name: text, context: z.looseObject({ cluster: text, user: text.optional() }) }),
  ),
  clusters: z.array(z.object({ name: text, cluster: clusterSchema })),
  users: z.array(z.object({ name: text, user: userSchema })).nullish(),
})

/** Rejects with a sentence when the file names no cluster that can be reached with a token or a certificate. */
export async function readConnection(file: string): Promise<Connection> {
  const read = fileSchema.safeParse(await parsed(file))
  if (!read.success) {
    const [issue] = read.error.issues
    const place = issue?.path.join('.') ?? ''
    if (place === '') throw new Error(`${file} is not a kubeconfig`)
    if (place === 'current-context') throw new Error(`${file} has no current context`)
    throw new Error(`${file} is not a kubeconfig (${place}: ${issue?.message})`)
  }
  const { contexts, clusters, users } = read.data
  const name = read.data['current-context']
  const context = contexts.find((one) => one.name === name)?.context
  const cluster = clusters.find((one) => one.name === context?.cluster)?.cluster
  if (context === undefined || cluster === undefined)
    throw new Error(`${file}: the current context "${name}" leads to no cluster`)
  const user = (users ?? []).find((one) => one.name === context.user)?.user ?? {}

  const inFile = (data: string | undefined, path: string | undefined) => {
    if (data !== undefined) return Buffer.from(data, 'base64').toString()
    return path === undefined ? undefined : readFile(resolve(dirname(file), path), 'utf8')
  }
  const ca = await inFile(cluster['certificate-authority-data'], cluster['certificate-authority'])
  const cert = await inFile(user['client-certificate-data'], user['client-certificate'])
  const key = await inFile(user['client-key-data'], user['client-key'])
  const token = user.token ?? (await inFile(undefined, user.tokenFile))?.trim()
  if (token === undefined && cert === undefined)
    throw new Error(`${file}: the user of "${name}" has neither a token nor a client certificate`)
  const servername = cluster['tls-server-name']
  return {
    name,
    server: cluster.server.replace(/\/+$/, ''),
    ...(token === undefined ? {} : { token }),
    tls: {
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(servername === undefined ? {} : { servername }),
      ...(cluster['insecure-skip-tls-verify'] === true ? { rejectUnauthorized: false } : {}),
    },
  }
}

async function parsed(file: string): Promise<unknown> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? error.code : error
    throw new Error(
      why === 'ENOENT'
        ? `there is no file ${file}`
        : `${file} cannot be read (${why === 'EISDIR' ? 'it is a folder' : String(why)})`,
    )
  }
  try {
    return parse(text)
  } catch (error) {
    throw new Error(`${file} is no YAML: ${firstLineOf(error)}`)
  }
}
