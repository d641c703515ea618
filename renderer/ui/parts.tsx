/** The small parts that every page is put together from. */
import type { ReactNode } from 'react'
import './parts.css'
import { dedented } from './dedented.ts'
import { type Quantity, withUnits } from './format.ts'

/** Health, or the accent for what is in flight; `neutral` for the rest. */
export type Tone = 'neutral' | 'canary' | 'healthy' | 'degraded' | 'failing'

interface PanelProps {
  title: string
  hint?: ReactNode
  right?: ReactNode
  children: ReactNode
}

export function Panel({ title, hint, right, children }: PanelProps) {
  return (
    <section className="panel" aria-label={title}>
      <div className="panel-head">
        <h2>{title}</h2>
        {hint !== undefined && <span className="hint">{hint}</span>}
        {right !== undefined && <span className="right">{right}</span>}
      </div>
      {children}
    </section>
  )
}

/** A group without a card, for the side of a page. */
export function Section({ title, hint, right, children }: PanelProps) {
  return (
    <section aria-label={title}>
      <div className="section-head">
        <h2>{title}</h2>
        {hint !== undefined && <span className="hint">{hint}</span>}
        {right !== undefined && <span className="right hint">{right}</span>}
      </div>
      {children}
    </section>
  )
}

interface FigureProps {
  quantity: Quantity
  /** What the number is compared with. */
  under?: ReactNode
  tone?: Tone
}

/** A big number, its unit small beside it, what it is compared with beneath. */
export function Figure({ quantity, under, tone = 'neutral' }: FigureProps) {
  return (
    <div className="figure">
      <div className={`figure-value tone-${tone}`}>
        {quantity.value}
        <span className="figure-unit">{quantity.unit}</span>
      </div>
      {under !== undefined && <div className="figure-under">{under}</div>}
    </div>
  )
}

export function StatusPill({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`pill ${tone}`}>{children}</span>
}

/** The page's answer to "what is happening and what comes next". */
export function Sentence({ tone, lead, children }: { tone: Tone; lead?: string; children?: string }) {
  return (
    <div className={`sentence ${tone}`} role="status">
      <span className="dot" />
      <span>
        {lead !== undefined && <strong>{withUnits(lead)}</strong>} {withUnits(children ?? '')}
      </span>
    </div>
  )
}

interface EmptyProps {
  title: string
  /** What to do next. */
  children: ReactNode
  actions?: ReactNode
}

export function Empty({ title, children, actions }: EmptyProps) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      <p>{children}</p>
      {actions !== undefined && <div className="empty-actions">{actions}</div>}
    </div>
  )
}

/** Lines that start with `+ `, `- ` or two spaces. */
export function Diff({ lines }: { lines: readonly string[] }) {
  return (
    <section className="diff" aria-label="Difference">
      {dedented(lines).map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place, and never move.
        <div key={index} className={diffKind(line)}>
          {line === '' ? ' ' : line}
        </div>
      ))}
    </section>
  )
}

function diffKind(line: string): string | undefined {
  if (line.startsWith('+')) return 'added'
  return line.startsWith('-') ? 'removed' : undefined
}

/** How the traffic is divided just now; percent. */
export function SplitBar({ canaryPercent }: { canaryPercent: number }) {
  const primary = 100 - canaryPercent
  return (
    <div className="split-bar" role="img" aria-label={`primary ${primary} %, canary ${canaryPercent} %`}>
      <div className="primary" style={{ flex: `${primary} 0 0` }}>
        {primary >= 20 && <span>primary {primary} %</span>}
      </div>
      <div className="share" style={{ flex: `${canaryPercent} 0 0` }}>
        {canaryPercent >= 10 && <span>{canaryPercent} %</span>}
      </div>
    </div>
  )
}

export function Dot({ colour, square = false }: { colour: string; square?: boolean }) {
  return <span className={square ? 'dot square' : 'dot'} style={{ background: colour }} />
}
