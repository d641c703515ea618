import { expect, it } from 'vitest'
import { graphView } from '../../../../renderer/features/traffic/elements.ts'
import { isLarge } from '../../../../renderer/features/traffic/paint.ts'
import { bookinfo } from './bookinfo.ts'

const view = graphView(bookinfo)
const withEdges = (count: number) => ({
  ...view,
  edges: Array.from({ length: count }, (_, at) => ({ ...view.edges[0]!, id: String(at) })),
})

it.each([
  [1200, false, false],
  [1201, false, true],
  [1100, false, false],
  [1100, true, true],
  [1000, true, false],
])('whether a graph of %i edges is large where it was: %j', (edges, wasLarge, large) => {
  expect(isLarge(withEdges(edges), wasLarge)).toBe(large)
})
