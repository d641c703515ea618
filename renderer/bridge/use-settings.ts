import { useMantineColorScheme } from '@mantine/core'
import { useEffect } from 'react'
import type { Settings } from '#shared/contract/settings.ts'
import { useConnection } from './connection-store.ts'
import { loadSettings, useSettingsStore } from './settings-store.ts'
import { type Call, useCall } from './use-call.ts'

/** Null until they are there. The call that loads them tells what went wrong. */
export function useSettings(): { settings: Settings | null; load: Call<[], void> } {
  const settings = useSettingsStore((s) => s.settings)
  return { settings, load: useCall(loadSettings) }
}

/** Follows the theme of the settings; the system's where they do not say. */
export function useTheme(): void {
  const { settings, load } = useSettings()
  const connected = useConnection((s) => s.connection === 'up')
  const { setColorScheme } = useMantineColorScheme()
  const theme = settings?.theme
  // biome-ignore lint/correctness/useExhaustiveDependencies: loaded once a connection, not whenever `load` is made anew.
  useEffect(() => {
    if (connected) void load.run()
  }, [connected])
  useEffect(() => {
    if (theme !== undefined) setColorScheme(theme === 'system' ? 'auto' : theme)
  }, [theme, setColorScheme])
}
