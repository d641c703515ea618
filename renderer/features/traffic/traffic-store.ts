/** How the graph is looked at. */
import { create } from 'zustand'
import type { GraphType } from '#shared/model/traffic.ts'
import type { EdgeLabel } from './elements.ts'

export interface TrafficView {
  readonly graphType: GraphType
  readonly label: EdgeLabel
  /** Seconds since the epoch, the moment that is shown; null for now. */
  readonly at: number | null
  readonly shape: 'graph' | 'table'
  /** Nodes whose name holds this stay bright, the rest fades. */
  readonly find: string
  readonly hideIdle: boolean
  /** Id of a node or an edge. */
  readonly selected: string | null
}

export const useTrafficView = create<TrafficView>(() => ({
  graphType: 'versionedApp',
  label: 'rate',
  at: null,
  shape: 'graph',
  find: '',
  hideIdle: true,
  selected: null,
}))
export const setTrafficView = (part: Partial<TrafficView>) => useTrafficView.setState(part)
