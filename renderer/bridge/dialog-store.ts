/** The one dialog that is open. Any feature may ask for one; the shell draws it. */
import { create } from 'zustand'
import type { FlightPlanInput } from '#shared/model/flight.ts'
import type { FlightTool } from '#shared/model/hand-over.ts'

export interface WorkloadRef {
  readonly context: string
  readonly namespace: string
  readonly name: string
}

export interface Confirmation {
  readonly title: string
  /** What will happen, in a sentence. */
  readonly sentence: string
  /** The word on the button. */
  readonly verb: string
  readonly destructive: boolean
  readonly context: string
  /** Its name must be typed. */
  readonly protected: boolean
  /** `confirm` is the typed name, or undefined where none was asked for. */
  readonly run: (confirm: string | undefined) => Promise<unknown>
}

export type Dialog =
  /** `from` says that a cluster flies it, and by what. */
  | { kind: 'flight'; plan: Partial<FlightPlanInput>; from?: 'laptop' | FlightTool }
  | { kind: 'enable-canary'; workload: WorkloadRef | null }
  | { kind: 'set-image'; workload: WorkloadRef }
  | { kind: 'confirm'; ask: Confirmation }
  | { kind: 'palette' }

export const useDialog = create<{ dialog: Dialog | null }>(() => ({ dialog: null }))
export const openDialog = (dialog: Dialog) => useDialog.setState({ dialog })
export const closeDialog = () => useDialog.setState({ dialog: null })
