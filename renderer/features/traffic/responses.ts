/** The rows of the responses table: one a code and flag. */
import type { Tone } from '../../ui/parts.tsx'
import type { ViewEdge } from './elements.ts'

export interface ResponseRow {
  readonly code: string
  readonly flags: string
  readonly rate: number | null
  /** Percent of the edge. */
  readonly share: number
}

export function responseRows(edge: Pick<ViewEdge, 'rate' | 'data'>): ResponseRow[] {
  return Object.entries(edge.data.traffic.responses ?? {})
    .flatMap(([code, { flags }]) =>
      Object.entries(flags).map(([flag, share]) => ({
        code,
        flags: flag,
        share: Number(share),
        rate: edge.rate === null ? null : (edge.rate * Number(share)) / 100,
      })),
    )
    .sort((a, b) => b.share - a.share)
}

export function codeTone(code: string): Tone {
  if (code.startsWith('5') || code === '-' || code === '0') return 'failing'
  if (code.startsWith('4')) return 'degraded'
  return code.startsWith('2') || code.startsWith('3') ? 'healthy' : 'neutral'
}
