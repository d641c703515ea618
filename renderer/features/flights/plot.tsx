import type { ReactNode } from 'react'

interface Mark {
  /** Percent of the way up, or to the right. */
  readonly at: number
  readonly words: string
}

interface Props {
  title: string
  hint: string
  /** What the picture shows, for those who do not see it. */
  label: string
  className: string
  up: readonly Mark[]
  along: readonly Mark[]
  /** Shapes in a box of 1000 × 100. */
  children: ReactNode
}

/** A picture of many shapes, which a chart of lines cannot draw, with its axes on the same lines as those of the charts. */
export function Plot({ title, hint, label, className, up, along, children }: Props) {
  return (
    <section className="panel" aria-label={title}>
      <div className="panel-head">
        <h2>{title}</h2>
        <span className="hint">{hint}</span>
      </div>
      <div className="plot">
        <div className="plot-values">
          {up.map(({ at, words }) => (
            <span key={at} style={{ bottom: `${at}%` }}>
              {words}
            </span>
          ))}
        </div>
        <svg
          className={className}
          viewBox="0 0 1000 100"
          preserveAspectRatio="none"
          role="img"
          aria-label={label}
        >
          {children}
        </svg>
        <div className="plot-along">
          {along.map(({ at, words }) => (
            <span key={at} style={{ left: `${at}%` }}>
              {words}
            </span>
          ))}
        </div>
      </div>
    </section>
  )
}
