import { Fragment, type ReactNode } from 'react'
import './parts.css'

interface Crumb {
  readonly label: string
  readonly href?: string
}

interface Props {
  title: string
  crumbs?: readonly Crumb[]
  /** Stands right of the title: state, hints. */
  beside?: ReactNode
  actions?: ReactNode
}

export function PageHead({ title, crumbs = [], beside, actions }: Props) {
  return (
    <div className="page-head">
      <div className="page-head-text">
        {crumbs.length > 0 && (
          <div className="crumbs">
            {crumbs.map((crumb, index) => (
              <Fragment key={crumb.label}>
                {index > 0 && ' / '}
                {crumb.href === undefined ? crumb.label : <a href={crumb.href}>{crumb.label}</a>}
              </Fragment>
            ))}
          </div>
        )}
        <div className="page-head-line">
          <h1 className="truncate">{title}</h1>
          {beside}
        </div>
      </div>
      {actions !== undefined && <div className="page-actions">{actions}</div>}
    </div>
  )
}
