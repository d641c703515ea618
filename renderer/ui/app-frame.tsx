import type { ReactNode } from 'react'
import './app-frame.css'
import { Bird } from './bird.tsx'

interface Props {
  rail: ReactNode
  bar: ReactNode
  /** A quiet line over the page, such as "connection lost". */
  notice: ReactNode
  children: ReactNode
}

/** The window: rail on the left, bar on top, the page in the rest. */
export function AppFrame({ rail, bar, notice, children }: Props) {
  return (
    <div className="frame">
      {/* Not a header: dialogs bring the page's one banner along. */}
      <section className="frame-head" aria-label="Top bar">
        <button type="button" className="skip" onClick={focusMain}>
          Skip to the page
        </button>
        <a className="frame-brand" href="#/traffic" aria-label="Aviary, to the traffic graph">
          <Bird size={19} />
          Aviary
        </a>
        <div className="frame-bar">{bar}</div>
      </section>
      <nav className="frame-rail" aria-label="Pages">
        {rail}
      </nav>
      <main className="frame-main" id="main" tabIndex={-1}>
        {notice}
        {children}
      </main>
      {/* Open lists and popovers are put in here, so that they stand in a landmark too. */}
      <section id="popups" aria-label="Open lists" />
    </div>
  )
}

// A button and not a link: the hash is the router's.
function focusMain(): void {
  document.getElementById('main')?.focus()
}
