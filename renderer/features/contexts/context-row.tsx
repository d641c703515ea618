import { Loader } from '@mantine/core'
import { memo } from 'react'
import type { ContextState } from '#shared/contract/contexts.ts'
import { ContextName } from '../../ui/context-name.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { unknown } from '../../ui/format.ts'
import { StatusPill } from '../../ui/parts.tsx'
import { istioWords, prometheusWords, serverWords, statusOf } from './context-facts.ts'

interface Props {
  context: ContextState
  picked: boolean
  onToggle: (name: string) => void
  onRetry: (name: string) => void
}

const columns = 9

/** One context; what went wrong with it stands in a row of its own beneath. */
export const ContextRow = memo(function ContextRow({ context: c, picked, onToggle, onRetry }: Props) {
  const status = statusOf({ ...c, picked })
  const prometheusFailure = c.status === 'failed' ? null : (c.prometheus?.failure ?? null)
  const failure = picked ? (c.failure ?? prometheusFailure) : null
  return (
    <>
      <tr className={failure === null ? undefined : 'with-notice'}>
        <td>
          <input
            type="checkbox"
            className="check"
            id={`pick ${c.name}`}
            aria-label={`Pick ${c.name}`}
            checked={picked}
            onChange={() => onToggle(c.name)}
          />
        </td>
        <td>
          <label className="context-label" htmlFor={`pick ${c.name}`}>
            <ContextName name={c.name} colour={c.colour} protected={c.protected} />
            {c.readOnly && <StatusPill tone="neutral">read-only</StatusPill>}
            {c.sandbox && <StatusPill tone="neutral">sandbox</StatusPill>}
          </label>
        </td>
        <td>
          <div className="truncate" title={c.cluster}>
            {c.cluster}
          </div>
          <div className="truncate dim small" title={c.server}>
            {serverWords(c.server)}
          </div>
        </td>
        <td className="truncate second" title={c.namespace}>
          {c.namespace}
        </td>
        <td className="truncate second" title={c.user}>
          {c.user}
        </td>
        <td className="nowrap">
          <span className="row">
            {picked ? (
              <StatusPill tone={status.tone}>{status.words}</StatusPill>
            ) : (
              <span className="dim">{status.words}</span>
            )}
            {c.status === 'connecting' && picked && <Loader size={12} color="gray" />}
          </span>
        </td>
        <td className="nowrap">{c.kubernetesVersion ?? unknown}</td>
        <td className="nowrap">{istioWords(c.istio)}</td>
        <td className="truncate" title={c.prometheus?.where ?? undefined}>
          {prometheusWords(c.prometheus)}
        </td>
      </tr>
      {failure !== null && (
        <tr>
          <td />
          <td colSpan={columns - 1}>
            <FailureNotice
              failure={failure}
              partial={c.failure === null}
              onRetry={() => onRetry(c.name)}
              about={c.name}
            />
          </td>
        </tr>
      )}
    </>
  )
})
