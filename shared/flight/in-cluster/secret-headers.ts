/** Headers whose values belong into a Secret, not into the arguments of a program that many may read. */

const secretive = /auth|cookie|token|secret|password|api-?key|credential|session/i

export const isSecretHeader = (name: string) => secretive.test(name)

/** `HEADER_3` for the third of all headers, so that both sides count alike. */
export const headerVariable = (index: number) => `HEADER_${index}`

export function secretHeaders(headers: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries(
    headers.flatMap(([name, value], index) =>
      isSecretHeader(name) ? [[headerVariable(index), value] as const] : [],
    ),
  )
}

/** Environment variables from the Secret of that name. */
export const secretEnvironment = (secret: string, values: Readonly<Record<string, string>>) =>
  Object.keys(values).map((key) => ({ name: key, valueFrom: { secretKeyRef: { name: secret, key } } }))
