import { Button } from '@mantine/core'
import { Fragment, memo, useState } from 'react'
import type { Workload } from '#shared/contract/workloads.ts'
import { openDialog } from '../../bridge/dialog-store.ts'
import { routeHref } from '../../bridge/route.ts'
import { useContextColour } from '../../bridge/use-context-colour.ts'
import { ContextName } from '../../ui/context-name.tsx'
import { formatCount, plural, unknown } from '../../ui/format.ts'
import { StatusPill } from '../../ui/parts.tsx'
import { phaseTone } from '../../ui/phase-tone.ts'
import { appWords, flightAt, imageParts, readyTone, type WorkloadGroup } from './workload-facts.ts'

/** So many rows at first: a big cluster must not hold the window up. */
const firstRows = 300

export function WorkloadTable({ groups }: { groups: readonly WorkloadGroup[] }) {
  const [most, setMost] = useState(firstRows)
  const colour = useContextColour()
  const total = groups.reduce((sum, g) => sum + g.workloads.length, 0)
  let left = most
  return (
    <>
      <table className="av lines workloads" aria-label="Workloads">
        <thead>
          <tr>
            <th>Deployment</th>
            <th className="num">Ready</th>
            <th>Image</th>
            <th>App, version</th>
            <th>Services</th>
            <th>Canary</th>
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => {
            const rows = group.workloads.slice(0, Math.max(0, left))
            left -= rows.length
            if (rows.length === 0) return null
            return (
              <Fragment key={`${group.context} ${group.namespace}`}>
                <GroupHead group={group} colour={colour(group.context)} />
                {rows.map((w) => (
                  <WorkloadRow key={w.name} workload={w} />
                ))}
              </Fragment>
            )
          })}
        </tbody>
      </table>
      {total > most && (
        <div className="more">
          <Button onClick={() => setMost(most + firstRows)}>
            Show {formatCount(Math.min(firstRows, total - most))} more of {formatCount(total)}
          </Button>
        </div>
      )}
    </>
  )
}

function GroupHead({ group, colour }: { group: WorkloadGroup; colour: string }) {
  return (
    <tr className="group">
      <th scope="rowgroup" colSpan={7}>
        <span className="row">
          <ContextName name={group.context} colour={colour} />
          <span className="second">{group.namespace}</span>
          <span className="dim">{plural(group.workloads.length, 'deployment')}</span>
        </span>
      </th>
    </tr>
  )
}

const WorkloadRow = memo(function WorkloadRow({ workload: w }: { workload: Workload }) {
  const { ready, desired } = w.replicas
  return (
    <tr>
      <td className="name">{w.name}</td>
      <td className="num nowrap">
        <span className={`tone-${readyTone(w.replicas)}`}>
          {ready}/{desired}
        </span>
      </td>
      <td className="mono second">
        {w.containers.map((c) => (
          <Image key={c.name} container={c.name} image={c.image} />
        ))}
      </td>
      <td className="second">{appWords(w) || unknown}</td>
      <td className="second">{w.services.length === 0 ? unknown : w.services.join(', ')}</td>
      <td>
        <CanaryCell workload={w} />
      </td>
      <td>
        <Actions workload={w} />
      </td>
    </tr>
  )
})

function Image({ container, image }: { container: string; image: string }) {
  const { name, tag } = imageParts(image)
  return (
    <div className="image" title={`${container}: ${image}`}>
      <span className="truncate">{name}</span>
      <span className="nowrap">{tag}</span>
    </div>
  )
}

function CanaryCell({ workload }: { workload: Workload }) {
  const { canary, context, namespace } = workload
  if (canary === null)
    return (
      <Button
        aria-label={`Enable canary on ${workload.name}`}
        onClick={() => openDialog({ kind: 'enable-canary', workload })}
      >
        Enable…
      </Button>
    )
  const href = routeHref({ page: 'canary', context, namespace, name: canary.name })
  return canary.role === 'target' ? (
    <a href={href} className="row" title={`Canary ${canary.name}`}>
      <StatusPill tone={phaseTone(canary.phase)}>{canary.phase}</StatusPill>
    </a>
  ) : (
    <a href={href} className="second plain-link">
      primary
    </a>
  )
}

function Actions({ workload }: { workload: Workload }) {
  const isPrimary = workload.canary?.role === 'primary'
  return (
    <span className="row actions">
      {!isPrimary && (
        <Button
          aria-label={`Set image of ${workload.name}`}
          onClick={() => openDialog({ kind: 'set-image', workload })}
        >
          Set image…
        </Button>
      )}
      <Button
        aria-label={`Test flight to ${workload.name}`}
        onClick={() => openDialog({ kind: 'flight', plan: flightAt(workload) })}
      >
        Fly…
      </Button>
    </span>
  )
}
