import { Button, Menu } from '@mantine/core'
import type { FlightExport, FlightExportFormat } from '#shared/model/flight.ts'
import { core } from '../../bridge/client.ts'
import { useCall } from '../../bridge/use-call.ts'

const formats: readonly (readonly [FlightExportFormat, string])[] = [
  ['html', 'Report, one HTML file'],
  ['fortio', 'Fortio JSON'],
  ['csv', 'Slices as CSV'],
  ['hdr', 'HdrHistogram percentiles'],
  ['hdr-log', 'HdrHistogram log'],
]

/** Saves a flight that has ended as a file. */
export function ExportMenu({ id }: { id: string }) {
  const save = useCall(async (format: FlightExportFormat) =>
    download(await core.flights.export({ id, format })),
  )
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button loading={save.pending} data-danger={save.failure !== null || undefined}>
          {save.failure === null ? 'Export' : 'Export failed'}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {formats.map(([format, label]) => (
          <Menu.Item key={format} onClick={() => void save.run(format)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function download({ name, mediaType, text }: FlightExport): void {
  const url = URL.createObjectURL(new Blob([text], { type: mediaType }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
