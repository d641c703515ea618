import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useEffect, useMemo, useState } from 'react'
import { core } from '../../bridge/client.ts'
import { usePickedContexts } from '../../bridge/streams.ts'
import { useNow } from '../../bridge/use-now.ts'
import { useQuery } from '../../bridge/use-query.ts'
import { formatSpan, formatTime } from '../../ui/format.ts'
import {
  newestMoment,
  nextMoment,
  ratePath,
  rateRows,
  replaySeconds,
  replayStepSeconds,
} from './replay-facts.ts'
import { setTrafficView, useTrafficView } from './traffic-store.ts'

const playMs = 700

/** Looks back at the last half hour, moment by moment; at its right end the graph is live. */
export function ReplayBar() {
  const at = useTrafficView((s) => s.at)
  const newest = newestMoment(useNow(replayStepSeconds * 1000))
  const oldest = newest - replaySeconds
  const rows = useRates()
  const path = useMemo(() => ratePath(rows, oldest, newest), [rows, oldest, newest])
  const [playing, setPlaying] = usePlaying(at, newest, Math.max(oldest, rows[0]?.t ?? oldest))
  const shown = at ?? newest
  return (
    <section className="replay" aria-label="Replay">
      <button
        type="button"
        className="disclose"
        aria-label={playing ? 'Pause the replay' : 'Replay'}
        onClick={() => setPlaying(!playing)}
      >
        {playing ? <IconPlayerPause size={15} /> : <IconPlayerPlay size={15} />}
      </button>
      <span className="dim">{formatTime(oldest * 1000).slice(0, 5)}</span>
      <div className="replay-track">
        <svg viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true" focusable="false">
          <path d={path} />
        </svg>
        <input
          type="range"
          aria-label="Moment shown"
          aria-valuetext={at === null ? 'live' : formatTime(at * 1000)}
          min={oldest}
          max={newest}
          step={replayStepSeconds}
          value={Math.max(oldest, shown)}
          onChange={(event) => {
            const moment = Number(event.currentTarget.value)
            setPlaying(false)
            setTrafficView({ at: moment >= newest ? null : moment })
          }}
        />
      </div>
      {at === null ? (
        <span className="replay-now">
          {formatTime(newest * 1000).slice(0, 5)} <span className="second">live</span>
        </span>
      ) : (
        <>
          <span className="replay-now">
            {formatTime(at * 1000)} <span className="second">{formatSpan(newest - at)} ago</span>
          </span>
          <button type="button" className="chip" onClick={() => setTrafficView({ at: null })}>
            Back to live
          </button>
        </>
      )}
    </section>
  )
}

/** While it plays the moment moves on until it is now; pressed at the end it starts over. */
function usePlaying(at: number | null, newest: number, first: number) {
  const [playing, setPlaying] = useState(false)
  useEffect(() => {
    if (!playing) return
    const timer = setTimeout(() => {
      const next = at === null ? null : nextMoment(at, newest)
      setTrafficView({ at: next })
      if (next === null) setPlaying(false)
    }, playMs)
    return () => clearTimeout(timer)
  }, [playing, at, newest])
  const set = (on: boolean) => {
    if (on && at === null) setTrafficView({ at: first })
    setPlaying(on)
  }
  return [playing, set] as const
}

// Each request once: gateways and sidecars report what they send.
const expr = 'sum(rate(istio_requests_total{reporter="source"}[1m]))'

function useRates() {
  const contexts = usePickedContexts()
    .filter((c) => c.prometheus?.found === true)
    .map((c) => c.name)
  const answer = useQuery(
    `rates of ${contexts.join(' ')}`,
    async (signal) => {
      const end = newestMoment(Date.now())
      const ask = { expr, start: end - replaySeconds, end, step: 30 }
      const all = await Promise.allSettled(
        contexts.map((context) => core.prometheus.queryRange({ context, ...ask }, { signal })),
      )
      return all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    },
    { everyMs: 30_000 },
  )
  return useMemo(() => rateRows(answer.data ?? []), [answer.data])
}
