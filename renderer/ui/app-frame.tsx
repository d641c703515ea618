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
      <a className="skip" href="#main" onClick={focusMain}>
        Skip to the page
      </a>
      <a className="frame-brand" href="#/traffic" aria-label="Aviary, to the traffic graph">
        <Bird size={19} />
        Aviary
      </a>
      <header className="frame-bar">{bar}</header>
      <nav className="frame-rail" aria-label="Pages">
        {rail}
      </nav>
      <main className="frame-main" id="main" tabIndex={-1}>
        {notice}
        {children}
      </main>
    </div>
  )
}

// The hash is the router's, so the link moves the focus itself.
function focusMain(event: { preventDefault(): void }): void {
  event.preventDefault()
  document.getElementById('main')?.focus()
}
