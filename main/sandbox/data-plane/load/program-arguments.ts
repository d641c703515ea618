/** Arguments and variables of a container as its program gets them. */
import type { Container } from '#shared/model/kube.ts'

interface Variable {
  name: string
  value?: string
  valueFrom?: { secretKeyRef?: { name: string; key: string } }
}

/** The values of a Secret by its name; undefined where there is none. */
export type SecretOf = (name: string) => Promise<Readonly<Record<string, string>> | undefined>

/** Rejects where a Secret or its key is missing, which keeps a real container from being made. */
export async function environmentOf({ env }: Container, secretOf: SecretOf): Promise<Map<string, string>> {
  const variables = (env ?? []) as Variable[]
  const known = new Map<string, string>()
  for (const { name, value, valueFrom } of variables) {
    const ref = valueFrom?.secretKeyRef
    if (ref === undefined) {
      known.set(name, value ?? '')
      continue
    }
    const found = (await secretOf(ref.name))?.[ref.key]
    if (found === undefined) throw new Error(`couldn't find key ${ref.key} in Secret ${ref.name}`)
    known.set(name, found)
  }
  return known
}

/** `$(NAME)` becomes the value of a known variable, `$$(NAME)` becomes `$(NAME)`. */
export const expanded = (text: string, environment: ReadonlyMap<string, string>): string =>
  text.replace(/\$\$|\$\(([^)]*)\)/g, (whole, name: string | undefined) =>
    name === undefined ? '$' : (environment.get(name) ?? whole),
  )
