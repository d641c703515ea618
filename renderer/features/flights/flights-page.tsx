import { Button, FileButton } from '@mantine/core'
import { useCallback, useRef, useState } from 'react'
import { lengthProblem } from '#shared/flight/read-fortio.ts'
import { fail } from '#shared/model/failure.ts'
import { core } from '../../bridge/client.ts'
import { openDialog } from '../../bridge/dialog-store.ts'
import { go } from '../../bridge/route.ts'
import { useFlights } from '../../bridge/streams.ts'
import { useCall } from '../../bridge/use-call.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { plural } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Empty } from '../../ui/parts.tsx'
import './flights.css'
import { mostCompared } from './compare-facts.ts'
import { deletion } from './deletion.ts'
import { FlightTable } from './flight-table.tsx'

export function FlightsPage() {
  const stream = useFlights()
  const runs = stream.data ?? []
  const [ticked, setTicked] = useState<readonly string[]>([])
  const chosen = ticked.filter((id) => runs.some((run) => run.id === id))
  const ended = chosen.filter((id) => runs.some((run) => run.id === id && run.state !== 'flying'))
  const chosenFile = useRef('')
  const forgetFile = useRef<() => void>(null)
  const read = useCall(async (file: File) => {
    chosenFile.current = file.name
    // The same file, mended, can be chosen again.
    forgetFile.current?.()
    const reason = lengthProblem(file.size)
    if (reason !== null) fail({ code: 'bad-input', field: 'file', reason })
    const run = await core.flights.import({ text: await file.text() })
    go({ page: 'flight', id: run.id })
  })
  const tick = useCallback(
    (id: string, on: boolean) =>
      setTicked((known) => (on ? [...known, id] : known.filter((other) => other !== id))),
    [],
  )
  const flying = runs.filter((r) => r.state === 'flying').length
  const hint = flying > 0 ? `${plural(flying, 'flight')} in the air` : 'None in the air'
  return (
    <>
      <PageHead
        title="Test flights"
        beside={<span className="second">{hint}</span>}
        actions={
          <>
            {chosen.length > 0 && (
              <Button
                data-danger
                disabled={ended.length === 0}
                title={ended.length === 0 ? 'What still flies is stopped first' : undefined}
                onClick={() => openDialog(deletion(ended, () => deleteAll(ended)))}
              >
                Delete {ended.length}…
              </Button>
            )}
            {runs.length > 1 && (
              <Button
                disabled={chosen.length < 2 || chosen.length > mostCompared}
                title={`Tick two to ${mostCompared} flights; the first is what the others are compared with`}
                onClick={() => go({ page: 'compare-flights', ids: chosen })}
              >
                {chosen.length < 2 ? 'Compare' : `Compare ${chosen.length}`}
              </Button>
            )}
            <FileButton
              accept="application/json,.json"
              resetRef={forgetFile}
              onChange={(file) => file !== null && void read.run(file)}
            >
              {(props) => (
                <Button {...props} loading={read.pending}>
                  Import Fortio…
                </Button>
              )}
            </FileButton>
            <Button onClick={() => openDialog({ kind: 'flight', plan: {} })}>New test flight…</Button>
          </>
        }
      />
      <div className="page-body stack">
        {stream.failure !== null && <FailureNotice failure={stream.failure} onRetry={stream.retry} />}
        {read.failure !== null && <FailureNotice about={chosenFile.current} failure={read.failure} />}
        {stream.data === null && stream.failure === null && <Loading>Reading the flights.</Loading>}
        {stream.data !== null && runs.length === 0 ? (
          <Empty
            title="No test flight yet"
            actions={
              <Button onClick={() => openDialog({ kind: 'flight', plan: {} })}>Send a test flight…</Button>
            }
          >
            A test flight sends HTTP requests to a service at a steady rate and shows what comes back. Press
            HTTP at the top right on any page.
          </Empty>
        ) : stream.data === null ? null : (
          <FlightTable runs={runs} ticked={chosen} onTick={tick} />
        )}
      </div>
    </>
  )
}

async function deleteAll(ids: readonly string[]): Promise<void> {
  for (const id of ids) await core.flights.delete({ id })
}
