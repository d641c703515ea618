import { Dot } from '../../ui/parts.tsx'

export function GraphLegend() {
  return (
    <div className="legend">
      <span>
        <Dot colour="var(--av-healthy)" /> healthy
      </span>
      <span>
        <Dot colour="var(--av-degraded)" /> degraded
      </span>
      <span>
        <Dot colour="var(--av-failing)" /> failing
      </span>
      <span>
        <Dot colour="var(--av-canary)" /> canary
      </span>
      <span>
        <Dot colour="var(--av-tcp)" /> TCP
      </span>
    </div>
  )
}
