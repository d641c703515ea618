import { SegmentedControl, Select, Switch, TextInput } from '@mantine/core'
import { graphTypes } from '#shared/model/traffic.ts'
import { countsLine, type EdgeLabel, edgeLabels, type GraphView } from './elements.ts'
import { isFaded } from './paint.ts'
import { setTrafficView, useTrafficView } from './traffic-store.ts'

const typeNames: Record<(typeof graphTypes)[number], string> = {
  versionedApp: 'Versioned app',
  app: 'App',
  workload: 'Workload',
  service: 'Service',
}
const labelNames: Record<EdgeLabel, string> = {
  rate: 'Labels: rate',
  p95: 'Labels: p95',
  errors: 'Labels: errors',
  share: 'Labels: share',
}

export function TrafficTools({ view }: { view: GraphView }) {
  const { graphType, label, shape, find, hideIdle } = useTrafficView()
  return (
    <div className="traffic-tools">
      <h1>Traffic</h1>
      <SegmentedControl
        aria-label="Shape"
        data={[
          { value: 'graph', label: 'Graph' },
          { value: 'table', label: 'Table' },
        ]}
        value={shape}
        onChange={(value) => setTrafficView({ shape: value })}
      />
      <Select
        aria-label="Graph type"
        w={132}
        allowDeselect={false}
        data={graphTypes.map((value) => ({ value, label: typeNames[value] }))}
        value={graphType}
        onChange={(value) => {
          const next = graphTypes.find((t) => t === value)
          if (next !== undefined) setTrafficView({ graphType: next, selected: null })
        }}
      />
      <Select
        aria-label="Edge labels"
        w={128}
        allowDeselect={false}
        data={edgeLabels.map((value) => ({ value, label: labelNames[value] }))}
        value={label}
        onChange={(value) => {
          const next = edgeLabels.find((l) => l === value)
          if (next !== undefined) setTrafficView({ label: next })
        }}
      />
      <TextInput
        aria-label="Find"
        placeholder="Find"
        w={130}
        value={find}
        onChange={(event) => setTrafficView({ find: event.currentTarget.value })}
        onKeyDown={(event) => {
          const found = event.key === 'Enter' && find !== '' && view.nodes.find((n) => !isFaded(n, find))
          if (found) setTrafficView({ selected: found.id })
        }}
      />
      <Switch
        label="Idle nodes"
        checked={!hideIdle}
        onChange={(event) => setTrafficView({ hideIdle: !event.currentTarget.checked })}
      />
      <span className="counts">{view.nodes.length > 0 && countsLine(view)}</span>
    </div>
  )
}
