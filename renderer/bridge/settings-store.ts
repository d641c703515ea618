/** The laptop's settings as the core last told them; written through `changeSettings` only. */
import { create } from 'zustand'
import type { Settings } from '#shared/contract/settings.ts'
import { core } from './client.ts'

export const useSettingsStore = create<{ settings: Settings | null }>(() => ({ settings: null }))

export async function loadSettings(): Promise<void> {
  useSettingsStore.setState({ settings: await core.settings.get() })
}

export async function changeSettings(change: Partial<Omit<Settings, 'version'>>): Promise<void> {
  useSettingsStore.setState({ settings: await core.settings.set(change) })
}
