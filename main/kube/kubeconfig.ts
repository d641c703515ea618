/**
 * Reads kubeconfig files the way kubectl does: KUBECONFIG is a list, missing files are skipped, the first file to set
 * a name wins, relative paths belong to the file they stand in
 * (https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/). One bad entry never hides
 * the others: what cannot be used becomes a problem beside them.
 */
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Failure } from '#shared/model/failure.ts'
import { firstLineOf } from '#shared/model/first-line.ts'

/** One context with everything that is needed to use it. */
export interface KubeContext {
  readonly name: string
  readonly file: string
  readonly namespace: string
  readonly clusterName: string
  readonly userName: string
  readonly cluster: ClusterEntry
  readonly user: Readonly<Record<string, unknown>>
}

export interface Kubeconfig {
  readonly contexts: readonly KubeContext[]
  readonly problems: readonly Failure[]
  /** What `kubectl` would use without --context. */
  readonly current: string | undefined
  /** The files that were looked at, present or not. */
  readonly files: readonly string[]
}

/** The files that count: those named, else KUBECONFIG, else ~/.kube/config. */
export function kubeconfigFiles(named: readonly string[], env: NodeJS.ProcessEnv): string[] {
  if (named.length > 0) return named.map((file) => resolve(file))
  const listed = (env.KUBECONFIG ?? '').split(delimiter).filter((file) => file !== '')
  return listed.length > 0
    ? listed.map((file) => resolve(file))
    : [join(env.HOME ?? homedir(), '.kube', 'config')]
}

export async function loadKubeconfig(files: readonly string[]): Promise<Kubeconfig> {
  const problems: Failure[] = []
  const parsed: ParsedFile[] = []
  for (const file of files) {
    try {
      const text = await readFile(file, 'utf8')
      parsed.push(parseFile(file, text))
    } catch (error) {
      if (isMissing(error)) continue
      problems.push({ code: 'bad-kubeconfig', file, reason: firstLineOf(error) })
    }
  }
  if (parsed.length === 0 && problems.length === 0)
    problems.push({ code: 'no-kubeconfig', files: [...files] })
  const current = parsed.map((one) => one.current).find((name) => name !== undefined && name !== '')
  return { ...merge(parsed, problems), current, files }
}

const named = z.object({ name: z.string().min(1) })
const clusterSchema = z.looseObject({
  server: z.string().min(1),
  'certificate-authority': z.string().optional(),
  'certificate-authority-data': z.string().optional(),
  'insecure-skip-tls-verify': z.boolean().optional(),
  'tls-server-name': z.string().optional(),
  'proxy-url': z.string().optional(),
})
type ClusterEntry = z.output<typeof clusterSchema>
const contextSchema = z.looseObject({
  cluster: z.string().min(1),
  user: z.string().optional(),
  namespace: z.string().optional(),
})
const fileSchema = z.looseObject({
  'current-context': z.string().nullish(),
  clusters: z.array(named.extend({ cluster: z.unknown() })).nullish(),
  contexts: z.array(named.extend({ context: z.unknown() })).nullish(),
  users: z.array(named.extend({ user: z.unknown() })).nullish(),
})

interface ParsedFile {
  readonly file: string
  readonly current: string | undefined
  readonly clusters: ReadonlyMap<string, unknown>
  readonly contexts: ReadonlyMap<string, unknown>
  readonly users: ReadonlyMap<string, unknown>
}

function parseFile(file: string, text: string): ParsedFile {
  const read = fileSchema.safeParse(parse(text) ?? {})
  if (!read.success) throw new Error(`it is not a kubeconfig (${issueOf(read.error)})`)
  const { clusters, contexts, users } = read.data
  return {
    file,
    current: read.data['current-context'] ?? undefined,
    clusters: firstByName(clusters, (entry) => entry.cluster),
    contexts: firstByName(contexts, (entry) => entry.context),
    users: firstByName(users, (entry) => entry.user),
  }
}

function merge(files: readonly ParsedFile[], problems: Failure[]): Pick<Kubeconfig, 'contexts' | 'problems'> {
  const contexts = new Map<string, KubeContext>()
  for (const parsed of files) {
    for (const [name, raw] of parsed.contexts) {
      if (contexts.has(name)) continue
      const resolved = resolveContext(name, raw, parsed.file, files)
      if ('reason' in resolved) problems.push({ code: 'bad-context', context: name, reason: resolved.reason })
      else contexts.set(name, resolved)
    }
  }
  return { contexts: [...contexts.values()], problems }
}

function resolveContext(
  name: string,
  raw: unknown,
  file: string,
  files: readonly ParsedFile[],
): KubeContext | { reason: string } {
  const context = contextSchema.safeParse(raw)
  if (!context.success) return { reason: `its entry in ${file} is malformed (${issueOf(context.error)})` }
  const { cluster: clusterName, user: userName = '', namespace } = context.data
  const clusterFile = files.find((candidate) => candidate.clusters.has(clusterName))
  if (clusterFile === undefined) return { reason: `its cluster "${clusterName}" is not in the kubeconfig` }
  const cluster = clusterSchema.safeParse(clusterFile.clusters.get(clusterName))
  if (!cluster.success)
    return { reason: `its cluster "${clusterName}" is malformed (${issueOf(cluster.error)})` }
  if (!URL.canParse(cluster.data.server))
    return { reason: `its server "${cluster.data.server}" is not a URL` }
  const userFile = files.find((candidate) => candidate.users.has(userName))
  if (userName !== '' && userFile === undefined)
    return { reason: `its user "${userName}" is not in the kubeconfig` }
  const user = z.record(z.string(), z.unknown()).safeParse(userFile?.users.get(userName) ?? {})
  if (!user.success) return { reason: `its user "${userName}" is malformed (${issueOf(user.error)})` }
  return {
    name,
    file,
    namespace: namespace === undefined || namespace === '' ? 'default' : namespace,
    clusterName,
    userName,
    cluster: withAbsolutePaths(cluster.data, clusterFile.file, ['certificate-authority']),
    user: withAbsolutePaths(user.data, userFile?.file ?? file, [
      'client-certificate',
      'client-key',
      'tokenFile',
    ]),
  }
}

function withAbsolutePaths<T extends Record<string, unknown>>(
  entry: T,
  file: string,
  keys: readonly string[],
): T {
  const paths = keys.flatMap((key) => {
    const value = entry[key]
    return typeof value === 'string' && value !== '' && !isAbsolute(value)
      ? [[key, join(dirname(file), value)]]
      : []
  })
  const exec = entry.exec as { command?: unknown } | undefined
  const command = exec?.command
  // A command with a separator is relative to the kubeconfig, as for kubectl; a bare name is looked up in PATH.
  const absoluteExec =
    typeof command === 'string' && /[\\/]/.test(command) && !isAbsolute(command)
      ? { exec: { ...exec, command: join(dirname(file), command) } }
      : {}
  return { ...entry, ...Object.fromEntries(paths), ...absoluteExec }
}

function firstByName<E extends { name: string }>(
  entries: readonly E[] | null | undefined,
  value: (entry: E) => unknown,
): ReadonlyMap<string, unknown> {
  const byName = new Map<string, unknown>()
  for (const entry of entries ?? []) if (!byName.has(entry.name)) byName.set(entry.name, value(entry))
  return byName
}

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT'
const issueOf = (error: z.ZodError) => {
  const issue = error.issues[0]
  return issue === undefined ? 'unknown field' : `${issue.path.join('.') || 'top level'}: ${issue.message}`
}
