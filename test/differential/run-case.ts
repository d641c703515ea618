/** Sends the steps of a case to one server and gives back what it answered, normalised, step by step. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Case, RequestStep, Step } from './case.ts'
import { createNormalise, type Normalise } from './normalise.ts'
import type { Answer, Client, OpenWatch } from './side.ts'

interface Run {
  readonly client: Client
  readonly normalise: Normalise
  readonly saved: Map<string, unknown>
  readonly watches: Map<string, OpenWatch>
}

export async function runCase(client: Client, { steps }: Case, namespace: string): Promise<unknown[]> {
  const saved = new Map<string, unknown>([['ns', namespace]])
  const run: Run = { client, saved, watches: new Map(), normalise: createNormalise() }
  await client.send({
    method: 'POST',
    path: '/api/v1/namespaces',
    type: 'application/json',
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  })
  const answers: unknown[] = []
  try {
    for (const step of steps) answers.push(await runStep(run, step))
    return answers
  } finally {
    for (const one of run.watches.values()) one.close()
  }
}

async function runStep(run: Run, step: Step): Promise<unknown> {
  if ('until' in step) return untilServed(run, step.until)
  if ('compactTo' in step) return compacted(run, step.compactTo)
  if ('watch' in step) {
    run.watches.set(step.as, await run.client.watch(filled(run, step.watch), step.accept))
    return `watch ${step.as}`
  }
  if ('events' in step) {
    const opened = run.watches.get(step.events)
    if (opened === undefined) throw new Error(`no watch ${step.events}`)
    await opened.told(step.count)
    return run.normalise(opened.events.slice(0, step.count))
  }
  return await answerTo(run, step)
}

async function answerTo(run: Run, step: RequestStep): Promise<unknown> {
  const answer = await run.client.send({
    method: step.method,
    path: filled(run, step.path),
    body: filledDeep(run, step.body),
    type: step.type,
    accept: step.accept,
  })
  if (step.save !== undefined) run.saved.set(step.save, answer.body)
  const { status } = answer
  if (step.prepares === true) return { status }
  const shown = step.only === undefined ? answer : { ...answer, body: chosen(answer.body, step.only) }
  return run.normalise(shown satisfies Answer)
}

async function compacted(run: Run, version: string): Promise<string> {
  const to = Number(filled(run, version))
  if (!Number.isInteger(to)) throw new Error(`${version} is no version`)
  await run.client.compact(to)
  return 'compacted'
}

/** A definition is served a moment after it was stored. */
async function untilServed(run: Run, path: string): Promise<string> {
  const everyMs = 20
  const attempts = 5000
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const { status } = await run.client.send({ method: 'GET', path: filled(run, path) })
    if (status !== 404) return `served ${path}`
    await pause(everyMs)
  }
  throw new Error(`${path} is not served`)
}

type Fields = Readonly<Record<string, unknown>>

function chosen(body: unknown, { list, key, names }: NonNullable<RequestStep['only']>): unknown {
  const all = (body as Fields)[list]
  if (!Array.isArray(all)) return body
  const named = (name: string) => all.filter((entry) => valueAt(entry, key.split('.')) === name)
  return { ...(body as Fields), [list]: names.flatMap(named) }
}

const placeholder = /\{([a-z]+(?:\.[A-Za-z0-9]+)*)\}/g

function filled({ saved }: Run, text: string): string {
  return text.replaceAll(placeholder, (whole, path: string) => {
    const [name = '', ...steps] = path.split('.')
    const found = valueAt(saved.get(name), steps)
    return found === undefined ? whole : String(found)
  })
}

function filledDeep(run: Run, value: unknown): unknown {
  if (typeof value === 'string') {
    const whole = /^\{([a-z]+)\}$/.exec(value)?.[1]
    return whole !== undefined && whole !== 'ns' ? run.saved.get(whole) : filled(run, value)
  }
  if (Array.isArray(value)) return value.map((item) => filledDeep(run, item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [filled(run, key), filledDeep(run, inner)]),
  )
}

function valueAt(value: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>(
    (found, step) => (typeof found === 'object' && found !== null ? (found as Fields)[step] : undefined),
    value,
  )
}
