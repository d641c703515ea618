/**
 * What Bookinfo's programs do, as data: which image calls which service, how long its own work takes, what it answers.
 * (istio/istio samples/bookinfo/src)
 */
import {
  type App,
  type AppReply,
  type AppRequest,
  type AppWorld,
  type HeaderValues,
  jsonReply,
  textReply,
} from './app.ts'
import { loginPage, type PageParts, productPage, productsJson } from './bookinfo-pages.ts'
import { pathnameOf } from './request-match.ts'

interface Program {
  readonly image: RegExp
  readonly workMs: number
  readonly answer: App
}

const port = 9080

const programs: readonly Program[] = [
  { image: /bookinfo-productpage/, workMs: 13, answer: productpage },
  { image: /bookinfo-details/, workMs: 3, answer: details },
  { image: /bookinfo-reviews-v1/, workMs: 7, answer: reviews('none') },
  { image: /bookinfo-reviews-v2/, workMs: 9, answer: reviews('black') },
  { image: /bookinfo-reviews-v3/, workMs: 9, answer: reviews('red') },
  { image: /bookinfo-ratings/, workMs: 3, answer: ratings },
]

/** Undefined for an image that is not Bookinfo's. */
export function bookinfoApp(image: string): App | undefined {
  const program = programs.find((one) => one.image.test(image))
  if (program === undefined) return undefined
  return async (request, world) => {
    await world.work(program.workMs)
    return pathnameOf(request.path) === '/health'
      ? jsonReply({ status: 'healthy' })
      : await program.answer(request, world)
  }
}

/** The headers that Bookinfo hands on to the services it calls. */
const handedOn = ['end-user', 'user-agent', 'x-request-id', 'traceparent', 'authorization', 'cookie']

function handOn(headers: HeaderValues): HeaderValues {
  const kept: Record<string, string | string[] | undefined> = {}
  for (const name of handedOn) if (headers[name] !== undefined) kept[name] = headers[name]
  return kept
}

async function productpage(request: AppRequest, world: AppWorld): Promise<AppReply> {
  const path = pathnameOf(request.path)
  if (path === '/productpage') return await bookPage(request, world)
  if (path.startsWith('/api/v1/products')) return await productApi(path, request, world)
  if (path === '/' || path === '/index.html' || path === '/login' || path === '/logout') return loginPage
  if (path.startsWith('/static/')) return { ...textReply('body { margin: 2rem }\n'), contentType: 'text/css' }
  return textReply('Not Found\n', 404)
}

async function bookPage(request: AppRequest, world: AppWorld): Promise<AppReply> {
  const headers = handOn(request.headers)
  const details = await world.call('details', port, '/details/0', headers)
  const reviews = await world.call('reviews', port, '/reviews/0', headers)
  // A part that fails shows as such; the page itself stays a 200.
  const parts: PageParts = {
    details: details.status === 200 ? details.body.toString() : undefined,
    reviews: reviews.status === 200 ? reviews.body.toString() : undefined,
  }
  return productPage(parts)
}

async function productApi(path: string, request: AppRequest, world: AppWorld): Promise<AppReply> {
  const [, id, part] = /^\/api\/v1\/products(?:\/(\d+)(?:\/(reviews|ratings))?)?$/.exec(path) ?? []
  if (id === undefined)
    return path === '/api/v1/products' ? jsonReply(productsJson) : textReply('Not Found\n', 404)
  const service = part ?? 'details'
  return await world.call(service, port, `/${service}/${id}`, handOn(request.headers))
}

async function details(request: AppRequest): Promise<AppReply> {
  const id = Number(/^\/details\/(\d+)/.exec(request.path)?.[1] ?? Number.NaN)
  if (Number.isNaN(id)) return jsonReply({ error: 'please provide numeric product id' }, 400)
  return jsonReply({
    id,
    author: 'William Shakespeare',
    year: 1595,
    type: 'paperback',
    pages: 200,
    publisher: 'PublisherA',
    language: 'English',
    'ISBN-10': '1234567890',
    'ISBN-13': '123-1234567890',
  })
}

const reviewTexts = [
  {
    reviewer: 'Reviewer1',
    text: 'An extremely entertaining play by Shakespeare. The slapstick humour is refreshing!',
  },
  {
    reviewer: 'Reviewer2',
    text: 'Absolutely fun and entertaining. The play lacks thematic depth when compared to other plays by Shakespeare.',
  },
]

function reviews(color: 'none' | 'black' | 'red'): App {
  return async (request, world) => {
    const id = /^\/reviews\/(\d+)/.exec(request.path)?.[1] ?? '0'
    const stars = color === 'none' ? undefined : await starsOf(id, request, world)
    const rated = reviewTexts.map((review) => ({ ...review, ...stars?.(review.reviewer, color) }))
    return jsonReply({ id, podname: world.pod, clustername: 'null', reviews: rated })
  }
}

type Rating = (
  reviewer: string,
  color: string,
) => { rating: { stars: number; color: string } | { error: string } }

async function starsOf(id: string, request: AppRequest, world: AppWorld): Promise<Rating> {
  const reply = await world.call('ratings', port, `/ratings/${id}`, handOn(request.headers))
  if (reply.status !== 200) return () => ({ rating: { error: 'Ratings service is currently unavailable' } })
  const { ratings } = JSON.parse(reply.body.toString()) as { ratings?: Record<string, number> }
  return (reviewer, color) => ({ rating: { stars: ratings?.[reviewer] ?? 0, color } })
}

async function ratings(request: AppRequest): Promise<AppReply> {
  const id = Number(/^\/ratings\/(\d+)/.exec(request.path)?.[1] ?? Number.NaN)
  if (Number.isNaN(id)) return jsonReply({ error: 'please provide numeric product ID' }, 400)
  return jsonReply({ id, ratings: { Reviewer1: 5, Reviewer2: 4 } })
}
