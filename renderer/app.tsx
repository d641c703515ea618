import { MantineProvider } from '@mantine/core'
import { type ReactNode, Suspense, useEffect } from 'react'
import { go, type Route, routeHref, useRoute } from './bridge/route.ts'
import { useContexts } from './bridge/streams.ts'
import { useTheme } from './bridge/use-settings.ts'
import { pageFor } from './pages.tsx'
import { ConnectionNotice } from './shell/connection-notice.tsx'
import { Dialogs } from './shell/dialogs.tsx'
import { Rail } from './shell/rail.tsx'
import { TopBar } from './shell/top-bar.tsx'
import { useShortcuts } from './shell/use-shortcuts.ts'
import { AppFrame } from './ui/app-frame.tsx'
import { cssVariablesResolver, theme } from './ui/theme.ts'

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" cssVariablesResolver={cssVariablesResolver}>
      <Window />
    </MantineProvider>
  )
}

function Window() {
  const route = useStart(useRoute())
  useShortcuts()
  useTheme()
  return (
    <AppFrame rail={<Rail route={route} />} bar={<TopBar />} notice={<ConnectionNotice />}>
      <Page route={route} />
      <Dialogs />
    </AppFrame>
  )
}

function Page({ route }: { route: Route | null }): ReactNode {
  if (route === null) return null
  return (
    <Suspense fallback={null}>
      <div key={routeHref(route)} style={{ display: 'contents' }}>
        {pageFor(route)}
      </div>
    </Suspense>
  )
}

/** Without an address: Traffic when contexts are picked, else the picker. */
function useStart(route: Route | null): Route | null {
  const contexts = useContexts().data
  useEffect(() => {
    if (route !== null || contexts === null) return
    go({ page: contexts.contexts.some((c) => c.picked) ? 'traffic' : 'contexts' })
  }, [route, contexts])
  return route
}
