import { Button } from '@mantine/core'
import type { ContextState } from '#shared/contract/contexts.ts'
import type { MeshStatus } from '#shared/contract/mesh.ts'
import { core } from '../../bridge/client.ts'
import { type Call, useCall } from '../../bridge/use-call.ts'
import { useQuery } from '../../bridge/use-query.ts'
import { ContextName } from '../../ui/context-name.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { type Fact, Facts } from '../../ui/facts.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { unknown } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import { StatusPill } from '../../ui/parts.tsx'
import { istiodShown, meshShown, proxiesShown } from './mesh-facts.ts'

const refreshMs = 5000

export function MeshPanel({ context }: { context: ContextState }) {
  const { name } = context
  const stream = useQuery(`mesh ${name}`, (signal) => core.mesh.status({ context: name }, { signal }), {
    everyMs: refreshMs,
  })
  const status = stream.data
  const shown = status === null ? null : meshShown(status)
  return (
    <section className="panel mesh-panel" aria-label={`Mesh of ${name}`}>
      <div className="panel-head">
        <h2>
          <ContextName name={name} colour={context.colour} protected={context.protected} />
        </h2>
        {shown !== null && (
          <span className="right">
            <StatusPill tone={shown.tone}>{shown.words}</StatusPill>
          </span>
        )}
      </div>
      {stream.failure !== null && (
        <FailureNotice failure={stream.failure} onRetry={stream.retry} partial={status !== null} />
      )}
      {status === null && stream.failure === null && <Loading>{`Asking ${name}.`}</Loading>}
      {status !== null && <Status status={status} onRetry={stream.retry} />}
    </section>
  )
}

function Status({ status, onRetry }: { status: MeshStatus; onRetry: () => void }) {
  const discovery = useCall(() => core.prometheus.discover({ context: status.context, again: true }))
  return (
    <div className="stack">
      {status.problems.map((failure) => (
        <FailureNotice key={JSON.stringify(failure)} partial failure={failure} onRetry={onRetry} />
      ))}
      <Facts facts={facts(status)} />
      <Gateways status={status} />
      <Discovery call={discovery} status={status} />
    </div>
  )
}

function facts({ kubernetesVersion, istio, prometheus }: MeshStatus): Fact[] {
  const where = {
    term: 'Prometheus',
    value:
      prometheus === null ? (
        'not found'
      ) : (
        <span className="row">
          {prometheus.where}
          <CopyButton text={prometheus.where} what="where Prometheus is" />
        </span>
      ),
  }
  if (istio === null)
    return [{ term: 'Kubernetes', value: kubernetesVersion }, { term: 'Istio', value: 'not found' }, where]
  const istiod = istiodShown(istio.istiod)
  const proxies = proxiesShown(istio.proxies)
  return [
    { term: 'Kubernetes', value: kubernetesVersion },
    { term: 'Istio', value: `${istio.version ?? 'version unknown'} in ${istio.namespace}` },
    { term: 'istiod', value: <span className={`tone-${istiod.tone}`}>{istiod.words}</span> },
    { term: 'Proxies', value: <span className={`tone-${proxies.tone}`}>{proxies.words}</span> },
    where,
  ]
}

function Gateways({ status }: { status: MeshStatus }) {
  const gateways = status.istio?.gateways
  if (gateways === undefined) return null
  if (gateways.length === 0) return <p className="second">No gateway lets requests in from outside.</p>
  return (
    <table className="av" aria-label={`Gateways of ${status.context}`}>
      <thead>
        <tr>
          <th>Gateway</th>
          <th>Namespace</th>
          <th>Address</th>
          <th className="num">Ready pods</th>
        </tr>
      </thead>
      <tbody>
        {gateways.map((g) => (
          <tr key={`${g.namespace} ${g.name}`}>
            <td>{g.name}</td>
            <td className="second">{g.namespace}</td>
            <td>
              {g.address === null ? (
                unknown
              ) : (
                <span className="row">
                  <code>{g.address}</code>
                  <CopyButton text={g.address} what={`address of ${g.name}`} />
                </span>
              )}
            </td>
            <td className={`num tone-${g.ready === 0 ? 'failing' : 'neutral'}`}>{g.ready}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

type DiscoveryCall = Call<[], { where: string; log: string[] }>

/** Looks for Prometheus again and shows what was tried on the way. */
function Discovery({ call, status }: { call: DiscoveryCall; status: MeshStatus }) {
  return (
    <>
      {call.failure !== null && <FailureNotice partial failure={call.failure} />}
      {call.answer !== null && (
        <ol className="tried" aria-label="How Prometheus was looked for">
          {call.answer.log.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ol>
      )}
      <div className="row">
        <Button loading={call.pending} onClick={() => void call.run()}>
          Look for Prometheus again
        </Button>
        {status.prometheus === null && <span className="second">Its URL can also be given in Settings.</span>}
      </div>
    </>
  )
}
