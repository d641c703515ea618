import {
  IconActivity,
  IconArrowRampRight,
  IconBox,
  IconLayoutGrid,
  IconSend2,
  IconServer2,
  IconSettings,
  IconShare,
  type TablerIcon,
} from '@tabler/icons-react'
import { type Route, routeHref, sectionOf } from '../bridge/route.ts'
import { useCanaries, useFlights, useHost, useSandbox } from '../bridge/streams.ts'
import { useNow } from '../bridge/use-now.ts'
import { Dot } from '../ui/parts.tsx'
import { type InFlight, inFlight } from './in-flight.ts'

interface Entry {
  readonly route: Route
  readonly label: string
  readonly icon: TablerIcon
}

const entries: readonly Entry[] = [
  { route: { page: 'contexts' }, label: 'Contexts', icon: IconServer2 },
  { route: { page: 'traffic' }, label: 'Traffic', icon: IconShare },
  { route: { page: 'canaries' }, label: 'Canaries', icon: IconArrowRampRight },
  { route: { page: 'flights' }, label: 'Test flights', icon: IconSend2 },
  { route: { page: 'workloads' }, label: 'Workloads', icon: IconLayoutGrid },
  { route: { page: 'mesh' }, label: 'Mesh', icon: IconBox },
  { route: { page: 'activity' }, label: 'Activity', icon: IconActivity },
]
const settings: Entry = { route: { page: 'settings' }, label: 'Settings', icon: IconSettings }

export function Rail({ route }: { route: Route | null }) {
  const flying = useInFlight()
  const section = route === null ? null : sectionOf(route)
  const counts: Partial<Record<Route['page'], number>> = {
    canaries: flying.filter((f) => f.kind === 'canary' && f.running).length,
    flights: flying.filter((f) => f.kind === 'flight' && f.running).length,
  }
  return (
    <>
      {entries.map((entry) => (
        <RailLink
          key={entry.label}
          entry={entry}
          current={entry.route.page === section}
          count={counts[entry.route.page] ?? 0}
        />
      ))}
      {flying.length > 0 && (
        <>
          <h2 className="rail-heading">In flight</h2>
          {flying.map((item) => (
            <FlyingLink key={item.href} item={item} />
          ))}
        </>
      )}
      <div className="rail-foot">
        <div className="rail-foot-line" />
        <RailLink entry={settings} current={section === 'settings'} count={0} />
        <Version />
      </div>
    </>
  )
}

function RailLink({ entry, current, count }: { entry: Entry; current: boolean; count: number }) {
  const Icon = entry.icon
  return (
    <a className="rail-link" href={routeHref(entry.route)} aria-current={current ? 'page' : undefined}>
      <Icon size={16} stroke={1.6} aria-hidden="true" />
      {entry.label}
      {count > 0 && (
        <span className="rail-count" aria-hidden="true">
          {count}
        </span>
      )}
    </a>
  )
}

function FlyingLink({ item }: { item: InFlight }) {
  return (
    <a className="rail-flying" href={item.href}>
      <span className="row">
        <Dot colour={`var(--av-${item.tone})`} />
        <span className="truncate">{item.name}</span>
        <span className={item.running ? 'rail-flying-share' : 'rail-flying-share over'}>{item.figure}</span>
      </span>
      <small className="truncate">{item.under}</small>
    </a>
  )
}

function Version() {
  const host = useHost().data
  const sandbox = useSandbox().data
  return (
    <div className="rail-version">
      Aviary {host?.version ?? ''} · sandbox {sandboxWord(sandbox?.status)}
    </div>
  )
}

const sandboxWord = (status: string | undefined) =>
  status === 'running' ? 'on' : status === 'starting' ? 'starting' : status === 'failed' ? 'failed' : 'off'

function useInFlight(): readonly InFlight[] {
  const canaries = useCanaries().data?.canaries ?? []
  const flights = useFlights().data ?? []
  return inFlight(canaries, flights, useNow(1000))
}
