import { expect, it } from 'vitest'
import { toDot, toMermaid, toTable } from '#shared/traffic/export.ts'
import { trafficGraph } from '#shared/traffic/traffic-graph.ts'
import { call, graphInput } from './graph-input.ts'

const rows = [
  call({ from: 'a v1', to: 'b v1', rate: 9 }),
  call({ from: 'a v1', to: 'b v2', rate: 1, code: '500' }),
  call({ from: 'unknown', to: 'a latest', rate: 2 }),
]
const graph = { ...trafficGraph(graphInput(rows)), problems: [] }

it('the table has one row an edge, without places and versions that are not known', () => {
  expect(
    toTable(graph).map((row) => `${row.from} → ${row.to} ${row.rate} ${row.errorPercent} ${row.p95}`),
  ).toEqual([
    'east/bookinfo/a v1 → east/bookinfo/b v1 9.00/s 0.0 % –',
    'east/bookinfo/a v1 → east/bookinfo/b v2 1.00/s 100.0 % –',
    'unknown → east/bookinfo/a 2.00/s 0.0 % –',
  ])
})

it('Graphviz draws nodes and edges, no boxes', () => {
  expect(toDot(graph)).toMatchInlineSnapshot(`
    "digraph traffic {
      rankdir=LR
      node [shape=box]
      n1 [label="east/bookinfo/a"]
      n2 [label="east/bookinfo/a v1"]
      n3 [label="east/bookinfo/b v1"]
      n4 [label="east/bookinfo/b v2"]
      n5 [label="unknown"]
      n2 -> n3 [label="9.00/s"]
      n2 -> n4 [label="1.00/s, 100.0 % errors"]
      n5 -> n1 [label="2.00/s"]
    }"
  `)
})

it('Mermaid draws the same', () => {
  expect(toMermaid(graph)).toMatchInlineSnapshot(`
    "flowchart LR
      n1["east/bookinfo/a"]
      n2["east/bookinfo/a v1"]
      n3["east/bookinfo/b v1"]
      n4["east/bookinfo/b v2"]
      n5["unknown"]
      n2 -->|"9.00/s"| n3
      n2 -->|"1.00/s, 100.0 % errors"| n4
      n5 -->|"2.00/s"| n1"
  `)
})

it('names cannot break out of their quotes', () => {
  const evil = { ...trafficGraph(graphInput([call({ from: 'a"] v1', to: 'b v1' })])), problems: [] }
  expect(toDot(evil)).toContain('label="east/bookinfo/a\\"] v1"')
  expect(toMermaid(evil)).toContain('["east/bookinfo/a#34;] v1"]')
})
