/** The pages of Bookinfo's productpage, about as large as the real ones. */
import type { AppReply } from './app.ts'

export interface PageParts {
  /** JSON of the details service; undefined when it failed. */
  readonly details: string | undefined
  readonly reviews: string | undefined
}

const html = (body: string): AppReply => ({
  status: 200,
  contentType: 'text/html; charset=utf-8',
  body: Buffer.from(body),
})

export const productsJson = [
  { id: 0, title: 'The Comedy of Errors', descriptionHtml: 'A comedy by William Shakespeare.' },
]

const style = `
  :root { --ink: #1d2433; --line: #d9dee8; --accent: #2f6fde; --soft: #f5f7fb; }
  * { box-sizing: border-box; }
  body { margin: 0; color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
  nav { display: flex; gap: 1rem; align-items: center; padding: .75rem 1.5rem; background: var(--ink); color: #fff; }
  nav a { color: #fff; text-decoration: none; }
  nav form { margin-left: auto; }
  header { padding: 2.5rem 1.5rem; background: var(--soft); border-bottom: 1px solid var(--line); }
  header h1 { margin: 0 0 .5rem; font-size: 2rem; }
  main { display: grid; grid-template-columns: minmax(16rem, 1fr) 2fr; gap: 2rem; padding: 2rem 1.5rem; }
  table { width: 100%; border-collapse: collapse; }
  th, td { padding: .5rem .75rem; text-align: left; border-bottom: 1px solid var(--line); }
  blockquote { margin: 0 0 1.5rem; padding: .75rem 1rem; border-left: 4px solid var(--accent); background: var(--soft); }
  blockquote footer { margin-top: .5rem; color: #5a6478; font-size: .875rem; }
  .stars { letter-spacing: .1em; font-size: 1.25rem; }
  .stars.red { color: #d33; }
  .stars.black { color: #111; }
  .error { padding: 1rem; color: #8a1c1c; background: #fdecec; border: 1px solid #f3c2c2; border-radius: 6px; }
  .served { color: #5a6478; font-size: .875rem; }
  dialog { border: 1px solid var(--line); border-radius: 8px; padding: 1.5rem; }
  button { padding: .4rem .9rem; border: 0; border-radius: 6px; background: var(--accent); color: #fff; font: inherit; }
  @media (max-width: 60rem) { main { grid-template-columns: 1fr; } }
  @media (prefers-color-scheme: dark) {
    :root { --ink: #e8ecf4; --line: #333c4d; --soft: #1b2130; }
    body { background: #12161f; }
    nav { background: #0b0e15; }
    .stars.black { color: #eee; }
    .error { color: #ffd5d5; background: #3a1616; border-color: #6b2a2a; }
  }
`

const summary = `<a href="https://en.wikipedia.org/wiki/The_Comedy_of_Errors">Wikipedia summary</a>: The Comedy of
Errors is one of <b>William Shakespeare's</b> early plays. It is his shortest and one of his most farcical comedies, with
a major part of the humour coming from slapstick and mistaken identity, in addition to puns and word play.`

const colophon = `<footer>
  <h2>About this bookstore</h2>
  <p>Bookinfo is Istio's sample application. It shows one book as an online store would: a description, the details (ISBN,
  number of pages, and so on) and a few reviews. Four services work together for it, each written in another language. The
  productpage calls the details and reviews services to fill this page; the details service has the facts of the book; the
  reviews service has what readers say, and calls the ratings service for the stars. Three versions of the reviews service
  run side by side: the first has no stars, the second shows black ones, the third shows red ones.</p>
  <ul>
    <li><a href="/api/v1/products">Products as JSON</a></li>
    <li><a href="/api/v1/products/0">Details as JSON</a></li>
    <li><a href="/api/v1/products/0/reviews">Reviews as JSON</a></li>
    <li><a href="/api/v1/products/0/ratings">Ratings as JSON</a></li>
    <li><a href="https://istio.io/latest/docs/examples/bookinfo/">The sample, explained</a></li>
  </ul>
</footer>`

const frame = (body: string) => `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Simple Bookstore App</title>
<style>${style}</style>
</head>
<body>
<nav>
  <a href="/productpage"><strong>BookInfo Sample</strong></a>
  <form action="/login" method="post"><input name="username" placeholder="user"> <button>Sign in</button></form>
</nav>
${body}
${colophon}
</body>
</html>
`

export const loginPage = html(
  frame(
    '<header><h1>Hello! This is a simple bookstore application</h1></header>\n<main><a href="/productpage">Normal user</a></main>',
  ),
)

/** Pages differ only by who answered; the few there are at a time are kept. */
const pages = new Map<string, AppReply>()
const pagesKept = 200

export function productPage(parts: PageParts): AppReply {
  const key = `${parts.details}\n${parts.reviews}`
  let page = pages.get(key)
  if (page === undefined) {
    page = html(
      frame(`<header>
  <h1>The Comedy of Errors</h1>
  <p>${summary}</p>
</header>
<main>
<section>${detailsPart(parts.details)}</section>
<section>${reviewsPart(parts.reviews)}</section>
</main>`),
    )
    if (pages.size >= pagesKept) pages.clear()
    pages.set(key, page)
  }
  return page
}

function detailsPart(json: string | undefined): string {
  if (json === undefined) {
    return '<h2>Error fetching product details!</h2><p class="error">Sorry, product details are currently unavailable for this book.</p>'
  }
  const { id: _id, ...facts } = JSON.parse(json) as Record<string, unknown>
  const rows = Object.entries(facts).map(([name, value]) => `<tr><th>${name}</th><td>${value}</td></tr>`)
  return `<h2>Book Details</h2>\n<table>\n${rows.join('\n')}\n</table>`
}

interface Reviews {
  podname: string
  reviews: { reviewer: string; text: string; rating?: { stars?: number; color?: string; error?: string } }[]
}

function reviewsPart(json: string | undefined): string {
  if (json === undefined) {
    return '<h2>Error fetching product reviews!</h2><p class="error">Sorry, product reviews are currently unavailable for this book.</p>'
  }
  const { podname, reviews } = JSON.parse(json) as Reviews
  const quotes = reviews.map(
    ({ reviewer, text, rating }) =>
      `<blockquote>${text}${starsPart(rating)}<footer>${reviewer}</footer></blockquote>`,
  )
  return `<h2>Book Reviews</h2>\n${quotes.join('\n')}\n<p class="served">Reviews served by: <u>${podname}</u></p>`
}

function starsPart(rating: Reviews['reviews'][number]['rating']): string {
  if (rating === undefined) return ''
  if (rating.stars === undefined) return `<p class="error">${rating.error ?? ''}</p>`
  return `<div class="stars ${rating.color}">${'★'.repeat(rating.stars)}${'☆'.repeat(5 - rating.stars)}</div>`
}
