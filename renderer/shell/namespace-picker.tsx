import { Checkbox, Popover, ScrollArea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { core } from '../bridge/client.ts'
import { setScope, useScope } from '../bridge/scope-store.ts'
import { useQuery } from '../bridge/use-query.ts'

/** Narrows every page to some namespaces; all when none is ticked. */
export function NamespacePicker({ contexts }: { contexts: readonly string[] }) {
  const chosen = useScope((s) => s.namespaces)
  const [filter, setFilter] = useState('')
  const known = useNamespaces(contexts)
  const typed = /^[a-z0-9-]+$/.test(filter.trim()) ? filter.trim() : ''
  const shown = [...new Set([...known, ...chosen])].filter((n) => n.includes(filter.trim()))
  const toggle = (name: string, on: boolean) =>
    setScope({ namespaces: on ? [...chosen, name].sort() : chosen.filter((n) => n !== name) })
  return (
    <Popover position="bottom-start" width={240} trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className="chip bar-fixed">
          {chosen[0] ?? 'All namespaces'}
          {chosen.length > 1 && (
            <small>
              + {chosen.length - 1} {chosen.length === 2 ? 'namespace' : 'namespaces'}
            </small>
          )}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className="stack">
          <TextInput
            aria-label="Filter namespaces"
            placeholder="Filter"
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
          />
          <ScrollArea.Autosize mah={260} viewportProps={{ tabIndex: 0 }}>
            <div className="stack" style={{ gap: 8 }}>
              {shown.map((name) => (
                <Checkbox
                  key={name}
                  label={name}
                  checked={chosen.includes(name)}
                  onChange={(event) => toggle(name, event.currentTarget.checked)}
                />
              ))}
              {shown.length === 0 && typed === '' && <span className="dim">None that you may list.</span>}
              {typed !== '' && !known.includes(typed) && (
                // Not everybody may list namespaces; a name can always be typed.
                <button type="button" className="chip" onClick={() => toggle(typed, true)}>
                  Use {typed}
                </button>
              )}
            </div>
          </ScrollArea.Autosize>
          {chosen.length > 0 && (
            <button type="button" className="chip" onClick={() => setScope({ namespaces: [] })}>
              Show all
            </button>
          )}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

function useNamespaces(contexts: readonly string[]): readonly string[] {
  const answer = useQuery(
    `namespaces of ${contexts.join(' ')}`,
    async (signal) => {
      const lists = await Promise.allSettled(
        contexts.map((context) => core.workloads.namespaces({ context }, { signal })),
      )
      return [...new Set(lists.flatMap((l) => (l.status === 'fulfilled' ? l.value : [])))].sort()
    },
    { everyMs: 15_000 },
  )
  return answer.data ?? []
}
