import { Loader } from '@mantine/core'
import { useConnection } from '../bridge/connection-store.ts'

export function ConnectionNotice() {
  const connection = useConnection((s) => s.connection)
  if (connection !== 'lost') return null
  return (
    <div className="frame-notice" role="status">
      <Loader size={12} color="gray" />
      Connection lost, reconnecting. What you see is the last that was known.
    </div>
  )
}
