import { IconChevronRight } from '@tabler/icons-react'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'

interface Props {
  title: string
  /** In a few words what is set in it, for when it is closed. */
  summary: string
  /** Of its fields; told while it is closed, so that nothing wrong is out of sight. */
  problem: string | undefined
  /** Something in it weakens the flight's safety. */
  warns?: boolean
  /** It is what the form was opened for; it comes into view. */
  startsOpen?: boolean
  children: ReactNode
}

/** Fields that most flights leave alone. */
export function AdvancedSection({
  title,
  summary,
  problem,
  warns = false,
  startsOpen = false,
  children,
}: Props) {
  const [open, setOpen] = useState(startsOpen)
  const id = useId()
  const section = useRef<HTMLElement>(null)
  useEffect(() => {
    if (startsOpen) section.current?.scrollIntoView({ block: 'center' })
  }, [startsOpen])
  const tone = problem === undefined ? (warns ? 'tone-degraded' : 'second') : 'tone-failing'
  return (
    <section className="advanced" aria-label={title} ref={section}>
      <button
        type="button"
        className="advanced-head"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <IconChevronRight className="advanced-mark" size={14} aria-hidden="true" />
        <span className="advanced-title">{title}</span>
        {!open && <span className={`advanced-summary truncate ${tone}`}>{problem ?? summary}</span>}
      </button>
      <div id={id} hidden={!open}>
        {open && <div className="form-grid advanced-body">{children}</div>}
      </div>
    </section>
  )
}
