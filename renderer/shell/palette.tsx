import { Modal, TextInput } from '@mantine/core'
import { type KeyboardEvent, useState } from 'react'
import './palette.css'
import { type Command, matchingCommands } from './commands.ts'
import { useCommands } from './use-commands.ts'

/** ⌘K: every page, every thing in flight and every action by its name. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const found = matchingCommands(useCommands(), query).slice(0, 12)
  const active = found[Math.min(at, found.length - 1)]
  const run = (command: Command | undefined) => {
    if (command === undefined) return
    onClose()
    command.run()
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter') run(active)
    else if (event.key === 'ArrowDown') setAt(Math.min(at + 1, found.length - 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0))
    else return
    event.preventDefault()
  }
  return (
    <Modal.Root opened onClose={onClose} size={560} padding={8}>
      <Modal.Overlay />
      <Modal.Content aria-label="Search or run">
        <Modal.Body>
          <TextInput
            data-autofocus
            size="md"
            aria-label="Search or run"
            placeholder="Search or run"
            role="combobox"
            aria-expanded="true"
            aria-controls="palette-list"
            aria-activedescendant={active === undefined ? undefined : `palette-${active.id}`}
            value={query}
            onKeyDown={onKey}
            onChange={(event) => {
              setQuery(event.currentTarget.value)
              setAt(0)
            }}
          />
          <div className="palette-list" id="palette-list" role="listbox" aria-label="Found">
            {found.map((command) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the combobox's above, as ARIA has it.
              <div
                key={command.id}
                id={`palette-${command.id}`}
                role="option"
                tabIndex={-1}
                aria-selected={command === active}
                className="palette-item"
                onClick={() => run(command)}
              >
                <span>{command.label}</span>
                <small>{command.hint}</small>
              </div>
            ))}
          </div>
          {found.length === 0 && <p className="palette-none">Nothing of that name.</p>}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
