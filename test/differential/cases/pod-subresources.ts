/** Pods are bound to nodes, evicted and asked for their logs; tokens of their ServiceAccounts. */
import { type Case, del, differential, get, merge, post } from '../case.ts'
import { budgets, inNamespace, pod, pods } from '../objects.ts'

const one = `${pods}/one`
const made = post(pods, pod('one', {}, { labels: { app: 'one' } }), { prepares: true })
const placed = post(pods, pod('one', { nodeName: 'n1' }, { labels: { app: 'one' } }), { prepares: true })
const runs = merge(
  `${one}/status`,
  { status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } },
  { prepares: true },
)
const runsUnready = merge(
  `${one}/status`,
  { status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }] } },
  { prepares: true },
)
const binding = (target: object, metadata: object = { name: 'one' }) => ({
  apiVersion: 'v1',
  kind: 'Binding',
  metadata,
  target,
})
const toNode = (name: string) => binding({ kind: 'Node', name })
const eviction = (rest: object = {}, name = 'one') => ({
  apiVersion: 'policy/v1',
  kind: 'Eviction',
  metadata: { name, namespace: '{ns}' },
  ...rest,
})
const budget = (name: string, spec: object = {}) =>
  post(
    budgets,
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name },
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'one' } }, ...spec },
    },
    { prepares: true },
  )
const allows = (name: string, disruptionsAllowed: number, rest: object = {}) =>
  merge(
    `${budgets}/${name}/status`,
    {
      status: {
        observedGeneration: 1,
        disruptionsAllowed,
        currentHealthy: 1,
        desiredHealthy: 1,
        expectedPods: 1,
        ...rest,
      },
    },
    { prepares: true },
  )
const evicted = post(`${one}/eviction`, eviction())
const refused = post(`${one}/eviction`, eviction(), { status: 429 })
const isThere = get(one, { prepares: true })
const isGoing = get(one)
const isGone = get(one, { status: 404 })
export const podSubresources: readonly Case[] = [
  differential(
    'a binding with labels and annotations',
    made,
    post(
      `${one}/binding`,
      binding({ kind: 'Node', name: 'n1' }, { name: 'one', annotations: { a: 'b' }, labels: { c: 'd' } }),
    ),
    get(one),
  ),
  differential(
    'a binding without a name',
    made,
    post(`${one}/binding`, binding({ kind: 'Node', name: 'n1' }, {}), { status: 400 }),
    get(one),
  ),
  differential(
    'a binding by its collection',
    made,
    post(inNamespace('v1', 'bindings'), toNode('n1')),
    get(one),
  ),
  differential(
    'a binding of a pod that has a node',
    placed,
    post(`${one}/binding`, toNode('n2'), { status: 409 }),
  ),
  differential('a binding of a pod that is not there', post(`${one}/binding`, toNode('n1'), { status: 404 })),
  differential(
    'a binding to nothing',
    made,
    post(`${one}/binding`, binding({ kind: 'Node' }), { status: 500 }),
  ),
  differential(
    'a binding to what is no node',
    made,
    post(`${one}/binding`, binding({ kind: 'Pod', name: 'x' }), { status: 500 }),
  ),
  differential(
    'a binding of another pod',
    made,
    post(`${one}/binding`, binding({ kind: 'Node', name: 'n1' }, { name: 'two' }), { status: 400 }),
  ),
  differential(
    'a binding of another version of the pod',
    made,
    post(
      `${one}/binding`,
      binding({ kind: 'Node', name: 'n1' }, { name: 'one', uid: '00000000-0000-0000-0000-000000000001' }),
      { status: 409 },
    ),
  ),
  differential('a binding as a dry run', made, post(`${one}/binding?dryRun=All`, toNode('n1')), get(one)),
  differential(
    'a binding is only made',
    made,
    get(`${one}/binding`, { status: 405 }),
    get(`${one}/eviction`, { status: 405 }),
  ),
  differential(
    'a pod that waits for its gates is not bound',
    post(pods, pod('one', { schedulingGates: [{ name: 'a.example/b' }] }), { prepares: true }),
    post(`${one}/binding`, toNode('n1'), { status: 409 }),
  ),

  differential('evicted: a pod that runs and that no budget protects', placed, runs, evicted, isGoing),
  differential('evicted: a pod without a node', made, evicted, isGone),
  differential('evicted: a pod that is not there', post(`${one}/eviction`, eviction(), { status: 404 })),
  differential(
    'evicted: in a body of another name',
    placed,
    post(`${one}/eviction`, eviction({}, 'two'), { status: 400 }),
  ),
  differential(
    'evicted: as a dry run',
    placed,
    runs,
    post(`${one}/eviction?dryRun=All`, eviction()),
    isThere,
  ),
  differential(
    'evicted: with less grace',
    placed,
    runs,
    post(`${one}/eviction`, eviction({ deleteOptions: { gracePeriodSeconds: 3 } })),
    isGoing,
  ),
  differential(
    'evicted: with a precondition that does not hold',
    placed,
    runs,
    post(
      `${one}/eviction`,
      eviction({ deleteOptions: { preconditions: { uid: '00000000-0000-0000-0000-000000000001' } } }),
      { status: 409 },
    ),
  ),
  differential('a budget that nobody has counted', placed, runs, budget('b'), refused, isThere),
  differential('a budget that allows none', placed, runs, budget('b'), allows('b', 0), refused, isThere),
  differential(
    'a budget that allows one',
    placed,
    runs,
    budget('b'),
    allows('b', 1),
    evicted,
    get(`${budgets}/b`),
    isGoing,
  ),
  differential(
    'a budget of others',
    placed,
    runs,
    budget('b', { selector: { matchLabels: { app: 'two' } } }),
    evicted,
  ),
  differential(
    'a budget of everything',
    placed,
    runs,
    budget('b', { selector: {} }),
    allows('b', 0),
    refused,
  ),
  differential(
    'two budgets',
    placed,
    runs,
    budget('b'),
    budget('c'),
    allows('b', 1),
    allows('c', 1),
    post(`${one}/eviction`, eviction(), { status: 500 }),
  ),
  differential('a budget does not keep a pod that waits', placed, budget('b'), allows('b', 0), evicted),
  differential(
    'a budget does not keep a pod that has ended',
    placed,
    merge(`${one}/status`, { status: { phase: 'Succeeded' } }, { prepares: true }),
    budget('b'),
    allows('b', 0),
    evicted,
  ),
  differential(
    'a budget does not keep a pod that is going',
    placed,
    runs,
    budget('b'),
    allows('b', 0),
    del(one, undefined, { prepares: true }),
    evicted,
  ),
  differential(
    'a budget that is kept lets a sick pod go',
    placed,
    runsUnready,
    budget('b'),
    allows('b', 0),
    evicted,
  ),
  differential(
    'a budget that is not kept holds a sick pod',
    placed,
    runsUnready,
    budget('b'),
    allows('b', 0, { currentHealthy: 0 }),
    refused,
  ),
  differential(
    'a budget that always lets sick pods go',
    placed,
    runsUnready,
    budget('b', { unhealthyPodEvictionPolicy: 'AlwaysAllow' }),
    allows('b', 0, { currentHealthy: 0 }),
    evicted,
  ),
  differential(
    'a budget in an older version',
    placed,
    runs,
    budget('b', { maxUnavailable: 0, minAvailable: undefined }),
    allows('b', 0),
    refused,
  ),

  differential(
    'the log of a container, without a node',
    made,
    get(`${one}/log?container=web`, { status: 204 }),
  ),
]
