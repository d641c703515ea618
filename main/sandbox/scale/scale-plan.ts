/** The synthetic mesh as data: namespaces of ten services each, who calls whom, and how often. */

export interface ScaleService {
  readonly namespace: string
  readonly app: string
}

export interface ScaleCall {
  readonly from: ScaleService | 'ingress'
  readonly to: ScaleService
  readonly perSecond: number
  readonly medianMs: number
  readonly errorPercent: number
}

export interface ScalePlan {
  readonly services: readonly ScaleService[]
  readonly calls: readonly ScaleCall[]
}

export const scalePort = 8080

const apps = [
  'frontend',
  'cart',
  'catalog',
  'checkout',
  'ads',
  'payment',
  'shipping',
  'email',
  'recommend',
  'currency',
] as const
type App = (typeof apps)[number]

const ingressPerSecond = 4

/** From, to, calls for each call of the frontend, median duration, percent that fail. */
const within: readonly (readonly [App, App, number, number, number])[] = [
  ['frontend', 'cart', 0.5, 8, 0],
  ['frontend', 'catalog', 1, 6, 0],
  ['frontend', 'checkout', 0.25, 45, 0],
  ['frontend', 'ads', 0.75, 4, 2],
  ['checkout', 'payment', 0.25, 20, 1],
  ['checkout', 'shipping', 0.25, 12, 0],
  ['checkout', 'email', 0.25, 9, 0],
  ['catalog', 'recommend', 0.5, 15, 0],
  ['cart', 'currency', 0.5, 2, 0],
]

/** The namespaces in a ring: the shipping of each asks the catalog of the next. */
export function scalePlan(namespaces: readonly string[]): ScalePlan {
  return {
    services: namespaces.flatMap((namespace) => apps.map((app) => ({ namespace, app }))),
    calls: namespaces.flatMap((namespace, index) => {
      const next = namespaces[(index + 1) % namespaces.length] ?? namespace
      return [
        call('ingress', { namespace, app: 'frontend' }, 1, 60, 0),
        ...within.map(([from, to, ...figures]) =>
          call({ namespace, app: from }, { namespace, app: to }, ...figures),
        ),
        call({ namespace, app: 'shipping' }, { namespace: next, app: 'catalog' }, 0.25, 6, 0),
      ]
    }),
  }
}

const call = (
  from: ScaleCall['from'],
  to: ScaleService,
  share: number,
  medianMs: number,
  errorPercent: number,
): ScaleCall => ({ from, to, perSecond: ingressPerSecond * share, medianMs, errorPercent })

/** Names of the namespaces of one of the clusters, which share them evenly. */
export function scaleNamespaces(count: number, cluster: number, clusters: number): string[] {
  return Array.from({ length: count }, (_, index) => index)
    .filter((index) => index % clusters === cluster)
    .map((index) => `shop-${index + 1}`)
}
