import { Loader } from '@mantine/core'

/** A quiet line while the first answer is on its way. */
export function Loading({ children }: { children: string }) {
  return (
    <p className="row second" role="status">
      <Loader size={13} color="gray" />
      {children}
    </p>
  )
}
