import { useEffect } from 'react'
import { useDialog } from '../bridge/dialog-store.ts'

/** What had the focus when a dialog was opened gets it back, so that the keyboard goes on from there. */
export function useFocusBack(): void {
  useEffect(() => {
    let opener: Element | null = null
    return useDialog.subscribe(({ dialog }, before) => {
      if (before.dialog === null) opener = document.activeElement
      if (dialog !== null) return
      // Once it has left the page; what took the focus since then keeps it.
      setTimeout(() => {
        if (document.activeElement === document.body && opener instanceof HTMLElement) opener.focus()
      })
    })
  }, [])
}
