import { IconLock } from '@tabler/icons-react'
import { Dot } from './parts.tsx'

interface Props {
  name: string
  colour: string
  protected?: boolean
}

/** A context as it is named everywhere: its colour, its name, a lock where it is protected. */
export function ContextName({ name, colour, protected: isProtected = false }: Props) {
  return (
    <span className="row context-name" title={name}>
      <Dot square colour={colour} />
      <span className="truncate">{name}</span>
      {isProtected && <IconLock size={13} stroke={1.6} role="img" aria-label="protected" />}
    </span>
  )
}
