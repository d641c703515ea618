import type { ReactNode } from 'react'
import { codeKind, codeName } from '#shared/flight/code-name.ts'
import { errorName } from '#shared/flight/error-name.ts'
import type { FlightRun } from '#shared/model/flight.ts'
import { formatBytes, formatCount, formatPercent, unknown } from '../../ui/format.ts'
import { Panel, StatusPill, type Tone } from '../../ui/parts.tsx'
import { sentLines } from './plan-words.ts'

export function Rules({ run }: { run: FlightRun }) {
  const rules = run.verdict?.rules ?? run.plan.expect.map((rule) => ({ rule, holds: null, saw: unknown }))
  if (rules.length === 0) return null
  return (
    <Panel title="Rules">
      <table className="av">
        <thead className="visually-hidden">
          <tr>
            <th>Rule</th>
            <th>Seen</th>
            <th>Verdict</th>
          </tr>
        </thead>
        <tbody>
          {rules.map((r) => (
            <tr key={r.rule}>
              <td className="mono">{r.rule}</td>
              <td className="num">{r.saw}</td>
              <td className="num">
                <RulePill holds={r.holds} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

function RulePill({ holds }: { holds: boolean | null }) {
  if (holds === null) return <StatusPill tone="neutral">open</StatusPill>
  return <StatusPill tone={holds ? 'healthy' : 'failing'}>{holds ? 'holds' : 'broken'}</StatusPill>
}

export function Answers({ run }: { run: FlightRun }) {
  const totals = run.totals
  const codes = Object.entries(totals?.codes ?? {}).sort(([a], [b]) => a.localeCompare(b))
  const errors = Object.entries(totals?.errors ?? {}).filter(([, count]) => count > 0)
  const all = [...codes, ...errors].reduce((sum, [, count]) => sum + count, 0)
  const row = (key: string, label: ReactNode, count: number) => (
    <tr key={key}>
      <td>{label}</td>
      <td className="num">{formatCount(count)}</td>
      <td className="num dim nowrap">{all === 0 ? unknown : formatPercent((100 * count) / all)}</td>
    </tr>
  )
  return (
    <Panel title="Answers">
      {all === 0 ? (
        <p className="dim">{noAnswers(run)}</p>
      ) : (
        <table className="av" aria-label="Answers">
          <thead className="visually-hidden">
            <tr>
              <th>Status</th>
              <th>Count</th>
              <th>Share</th>
            </tr>
          </thead>
          <tbody>
            {codes.map(([code, count]) => row(code, <Code code={code} />, count))}
            {errors.map(([kind, count]) => row(kind, <ErrorKind kind={kind} />, count))}
          </tbody>
        </table>
      )}
      {all > 0 && (
        <p className="dim" style={{ marginTop: 6 }}>
          {totals?.bytes === null ? 'How much came is not known.' : `${formatBytes(totals?.bytes)} received`}
          {(totals?.skipped ?? 0) > 0 && `; ${formatCount(totals?.skipped)} skipped`}
        </p>
      )}
    </Panel>
  )
}

function noAnswers({ state, totals, inCluster }: FlightRun): string {
  if (totals === null && inCluster !== undefined) return state === 'flying' ? 'Not known yet.' : 'Not known.'
  return state === 'flying' ? 'None yet.' : 'None came.'
}

function Code({ code }: { code: string }) {
  return (
    <div className="code">
      <StatusPill tone={codeTones[codeKind(code)]}>{code}</StatusPill>
      <span className="second">{codeName(code)}</span>
    </div>
  )
}

function ErrorKind({ kind }: { kind: string }) {
  return (
    <div className="code">
      <StatusPill tone="failing">{kind}</StatusPill>
      <span className="second">{errorName(kind)}</span>
    </div>
  )
}

const codeTones = { good: 'healthy', client: 'degraded', server: 'failing' } as const satisfies Record<
  string,
  Tone
>

export function SentAs({ run }: { run: FlightRun }) {
  return (
    <Panel title="Sent as">
      <div className="mono sent-as">
        {sentLines(run).map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two stages may read the same.
          <div key={at}>{line}</div>
        ))}
      </div>
    </Panel>
  )
}

/** Every sign that the figures speak of this machine or of the way, not of the target; the banner tells the first. */
export function Limits({ run }: { run: FlightRun }) {
  const signs = run.totals?.warnings ?? []
  const warnings = run.note === undefined ? signs : [run.note, ...signs]
  if (run.note === undefined && signs.length < 2) return null
  return (
    <Panel title="What limits this flight">
      <ul className="limits">
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </Panel>
  )
}

/** Of a flight that a cluster flies: where it is there, and how far. */
export function InCluster({ run }: { run: FlightRun }) {
  const there = run.inCluster
  if (there === undefined) return null
  const objects = there.tool === 'fortio' ? 'Job' : 'TestRun'
  return (
    <Panel title="In the cluster" hint={there.stage}>
      <p className="mono sent-as">
        {objects} {there.namespace}/{there.name}
        <br />
        in {there.context}
      </p>
      {there.notes.length > 0 && (
        <ul className="limits">
          {there.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
