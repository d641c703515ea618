import type { MessageBoxOptions } from 'electron'
import type { Work } from './core-messages.ts'

/** What is asked before work is interrupted; null when there is none. The first button stays. */
export function quitQuestion({ flights, canaries }: Work): MessageBoxOptions | null {
  const parts = [counted(flights, 'test flight', 'flights'), counted(canaries, 'canary', 'canaries')].filter(
    (part) => part !== null,
  )
  if (parts.length === 0) return null
  const detail = [
    ...(flights === 0 ? [] : ['A flight that is interrupted ends with what it has measured.']),
    ...(canaries === 0 ? [] : ['A canary keeps the weight it has until an Aviary drives it again.']),
  ].join(' ')
  return {
    type: 'question',
    message: `Quit while ${parts.join(' and ')} ${flights + canaries === 1 ? 'is' : 'are'} under way?`,
    detail,
    buttons: ['Stay', 'Quit'],
    defaultId: 0,
    cancelId: 0,
  }
}

function counted(count: number, one: string, many: string): string | null {
  if (count === 0) return null
  return count === 1 ? `a ${one}` : `${count} ${many}`
}
