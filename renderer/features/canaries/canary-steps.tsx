import { IconCheck } from '@tabler/icons-react'
import type { CanaryView } from '#shared/model/canary.ts'
import './canaries.css'
import { canarySteps } from './canary-facts.ts'

/** The way from the first share of traffic to the promotion. Many steps are thinned to keep their words apart. */
export function CanarySteps({ canary }: { canary: CanaryView }) {
  const steps = canarySteps(canary)
  const crowded = steps.length > 14
  return (
    <ol className="steps" aria-label="Steps">
      {steps.map((step, index) => (
        <li
          key={step.label}
          className={`step ${step.state}`}
          aria-current={step.state === 'current' ? 'step' : undefined}
          style={crowded ? { minWidth: 0 } : undefined}
        >
          <span className="step-mark">{step.state === 'done' && <IconCheck size={13} stroke={2.6} />}</span>
          {(!crowded || index % 2 === 1 || step.state === 'current' || index >= steps.length - 2) &&
            step.label}
        </li>
      ))}
    </ol>
  )
}
