/**
 * The write gate: every change to a cluster goes through here. It refuses in read-only and unconfirmed protected
 * contexts, changes by merge patch with a resourceVersion precondition, reads again and retries on a conflict, and
 * records what was done, why, how kubectl would do it, and how it ended.
 */
import type { ActivityEntry } from '#shared/contract/activity.ts'
import { explain, fail, failureOf } from '#shared/model/failure.ts'
import { apiVersionOf, type KubeObject, pathOf, type Resource } from '#shared/model/kube.ts'
import { type ApiAnswer, type ApiConnection, statusMessage } from './api-request.ts'
import type { WriteGate } from './cluster.ts'
import { diffLines, mergePatchBetween } from './merge-patch.ts'

export type ActivityRecord = Omit<ActivityEntry, 'id' | 'at' | 'who'>

export interface GateOptions {
  readonly context: string
  readonly connection: ApiConnection
  /** Whether changes are let through just now. */
  readonly mayWrite: () => 'yes' | 'read-only' | 'protected'
  readonly record: (entry: ActivityRecord) => void
  readonly read: <T extends KubeObject>(
    r: Resource,
    namespace: string | undefined,
    name: string,
  ) => Promise<T | undefined>
}

const conflictTries = 8
const manager = 'aviary'

export function createWriteGate({ context, connection, mayWrite, record, read }: GateOptions): WriteGate {
  /** Runs one change and writes it down, whatever its end. */
  async function recorded<T>(
    entry: Omit<ActivityRecord, 'context' | 'outcome'>,
    change: () => Promise<T>,
  ): Promise<T> {
    try {
      const allowed = mayWrite()
      if (allowed !== 'yes') fail({ code: allowed, context })
      const result = await change()
      record({ ...entry, context, outcome: 'done' })
      return result
    } catch (error) {
      record({ ...entry, context, outcome: explain(failureOf(error)).said })
      throw error
    }
  }

  function checked<T>(
    answer: ApiAnswer,
    verb: string,
    resource: Resource,
    namespace: string,
    name: string,
  ): T {
    if (answer.status >= 200 && answer.status < 300) return JSON.parse(answer.body) as T
    const reason = statusMessage(answer.body)
    const where = { context, kind: resource.kind, namespace, name }
    if (answer.status === 403) fail({ code: 'forbidden', context, verb, resource: resource.plural, reason })
    if (answer.status === 404 && reason.startsWith(`namespaces "${namespace}" not found`)) {
      fail({ code: 'not-found', context, kind: 'Namespace', namespace: '', name: namespace })
    }
    if (answer.status === 404) fail({ code: 'not-found', ...where })
    if (answer.status === 409) fail({ code: 'conflict', context, kind: resource.kind, name, reason })
    return fail({ code: 'refused', context, reason })
  }

  const gate: WriteGate = {
    create<T extends KubeObject>(resource: Resource, object: T, why: string) {
      const { name, namespace = '' } = object.metadata
      const entry = entryFor(
        context,
        'create',
        resource,
        namespace,
        name,
        why,
        diffLines(undefined, withoutServerFields(object)),
      )
      return recorded(entry, async () => {
        const path = `${pathOf(resource, object.metadata.namespace)}?fieldManager=${manager}`
        const body = { ...object, apiVersion: apiVersionOf(resource), kind: resource.kind }
        const answer = await connection.send({ method: 'POST', path, body })
        return checked<T>(answer, 'create', resource, namespace, name)
      })
    },

    async update<T extends KubeObject>(
      resource: Resource,
      namespace: string | undefined,
      name: string,
      change: (current: T) => T,
      why: string,
    ) {
      for (let attempt = 1; ; attempt++) {
        const current = await read<T>(resource, namespace, name)
        if (current === undefined) {
          return fail({ code: 'not-found', context, kind: resource.kind, namespace: namespace ?? '', name })
        }
        const wanted = change(current)
        const patch = mergePatchBetween(current, wanted)
        if (patch === undefined) return current
        const diff = diffLines(withoutServerFields(current), withoutServerFields(wanted))
        const entry = entryFor(context, 'patch', resource, namespace ?? '', name, why, diff, patch)
        try {
          return await recorded(entry, async () => {
            const metadata = {
              ...(patch.metadata as object | undefined),
              resourceVersion: current.metadata.resourceVersion,
            }
            const answer = await connection.send({
              method: 'PATCH',
              path: `${pathOf(resource, namespace, name)}?fieldManager=${manager}`,
              body: { ...patch, metadata },
              contentType: 'application/merge-patch+json',
            })
            return checked<T>(answer, 'patch', resource, namespace ?? '', name)
          })
        } catch (error) {
          if (failureOf(error).code !== 'conflict' || attempt >= conflictTries) throw error
        }
      }
    },

    async ensure<T extends KubeObject>(
      resource: Resource,
      wanted: T,
      change: (current: T) => T,
      why: string,
    ) {
      const { namespace, name } = wanted.metadata
      if ((await read(resource, namespace, name)) === undefined) {
        try {
          return await gate.create(resource, wanted, why)
        } catch (error) {
          // Somebody made it between the look and the write.
          if (failureOf(error).code !== 'conflict') throw error
        }
      }
      return await gate.update(resource, namespace, name, change, why)
    },

    async delete(resource, namespace, name, why) {
      const entry = entryFor(context, 'delete', resource, namespace ?? '', name, why, [])
      if ((await read(resource, namespace, name)) === undefined) return
      await recorded(entry, async () => {
        const body = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' }
        const answer = await connection.send({
          method: 'DELETE',
          path: pathOf(resource, namespace, name),
          body,
        })
        if (answer.status === 404) return
        checked(answer, 'delete', resource, namespace ?? '', name)
      })
    },
  }
  return gate
}

function entryFor(
  context: string,
  verb: ActivityEntry['verb'],
  resource: Resource,
  namespace: string,
  name: string,
  why: string,
  diff: string[],
  patch?: unknown,
): Omit<ActivityRecord, 'context' | 'outcome'> {
  const what = resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`
  const scope = namespace === '' ? '' : `-n ${namespace} `
  const command = `kubectl --context ${quoted(context)}`
  const kubectl =
    verb === 'create'
      ? `${command} ${scope}create -f -`
      : verb === 'delete'
        ? `${command} ${scope}delete ${what} ${name}`
        : `${command} ${scope}patch ${what} ${name} --type merge -p ${quoted(JSON.stringify(patch))}`
  return { verb, kind: resource.kind, namespace, name, why, diff, kubectl }
}

/** For a POSIX shell, and as it is where no shell minds. */
const quoted = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)

/** What a person wrote: no status, no bookkeeping of the server; the values of a Secret are not shown. */
function withoutServerFields(object: KubeObject): unknown {
  const { status: _status, metadata, ...rest } = object
  const {
    managedFields: _m,
    resourceVersion: _r,
    uid: _u,
    generation: _g,
    creationTimestamp: _c,
    ...kept
  } = metadata
  const shown = object.kind === 'Secret' ? { ...rest, data: '(hidden)', stringData: undefined } : rest
  return { ...shown, metadata: kept }
}
