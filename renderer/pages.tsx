/** Which page stands for which route. Graph and charts are loaded when they are first looked at. */
import { lazy, type ReactNode } from 'react'
import type { Route } from './bridge/route.ts'
import { ActivityPage } from './features/activity/activity-page.tsx'
import { CanariesPage } from './features/canaries/canaries-page.tsx'
import { ContextsPage } from './features/contexts/contexts-page.tsx'
import { FlightsPage } from './features/flights/flights-page.tsx'
import { MeshPage } from './features/mesh/mesh-page.tsx'
import { SandboxCard } from './features/sandbox/sandbox-card.tsx'
import { SettingsPage } from './features/settings/settings-page.tsx'
import { WorkloadsPage } from './features/workloads/workloads-page.tsx'

const TrafficPage = lazy(async () => ({
  default: (await import('./features/traffic/traffic-page.tsx')).TrafficPage,
}))
const CanaryPage = lazy(async () => ({
  default: (await import('./features/canaries/canary-page.tsx')).CanaryPage,
}))
const FlightPage = lazy(async () => ({
  default: (await import('./features/flights/flight-page.tsx')).FlightPage,
}))
const CompareFlightsPage = lazy(async () => ({
  default: (await import('./features/flights/compare-flights-page.tsx')).CompareFlightsPage,
}))

export function pageFor(route: Route): ReactNode {
  switch (route.page) {
    case 'contexts':
      return <ContextsPage sandbox={<SandboxCard />} />
    case 'traffic':
      return <TrafficPage />
    case 'canaries':
      return <CanariesPage />
    case 'canary':
      return <CanaryPage context={route.context} namespace={route.namespace} name={route.name} />
    case 'flights':
      return <FlightsPage />
    case 'flight':
      return <FlightPage id={route.id} />
    case 'compare-flights':
      return <CompareFlightsPage ids={route.ids} />
    case 'workloads':
      return <WorkloadsPage />
    case 'mesh':
      return <MeshPage />
    case 'activity':
      return <ActivityPage />
    case 'settings':
      return <SettingsPage />
  }
}
