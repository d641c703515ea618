import { create } from 'zustand'

export type Connection = 'connecting' | 'up' | 'lost'

export const useConnection = create<{ connection: Connection }>(() => ({ connection: 'connecting' }))
export const setConnection = (connection: Connection) => useConnection.setState({ connection })
