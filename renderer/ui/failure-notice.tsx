import { Button } from '@mantine/core'
import { explain, type Failure } from '#shared/model/failure.ts'
import './parts.css'

interface Props {
  failure: Failure
  /** Where it is known; stands before the sentence. */
  about?: string
  onRetry?: () => void
  /** Part of the page still works: orange instead of red. */
  partial?: boolean
}

/** What happened, what to do, and the retry. */
export function FailureNotice({ failure, about, onRetry, partial = false }: Props) {
  const { said, next } = explain(failure)
  return (
    <div className={partial ? 'notice degraded' : 'notice'} role="alert">
      <div className="notice-text">
        <p>
          {about !== undefined && !said.includes(about) && <strong>{about}: </strong>}
          {said}
        </p>
        <p>{next}</p>
      </div>
      {onRetry !== undefined && <Button onClick={onRetry}>Retry</Button>}
    </div>
  )
}
