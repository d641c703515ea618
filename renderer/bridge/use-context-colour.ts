import { useContexts } from './streams.ts'

/** The colour of a context by its name; a grey for one that is no longer there. */
export function useContextColour(): (name: string) => string {
  const contexts = useContexts().data?.contexts
  return (name) => contexts?.find((c) => c.name === name)?.colour ?? 'var(--av-text3)'
}
