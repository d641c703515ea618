/** How names may look: of objects, labels, ports, keys; with the real server's words for those that do not. */
import { isFields } from '#shared/model/fields.ts'
import { type Cause, required, wrong } from './causes.ts'

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const subdomain = String.raw`${label}(\.${label})*`
const qualified = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'

interface NameRule {
  readonly pattern: RegExp
  readonly length: number
  readonly message: string
}

export const nameRules = {
  label: {
    pattern: new RegExp(`^${label}$`),
    length: 63,
    message: `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${label}')`,
  },
  subdomain: {
    pattern: new RegExp(`^${subdomain}$`),
    length: 253,
    message: `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${subdomain}')`,
  },
  service: {
    pattern: /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
    length: 63,
    message:
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
  },
  wildcard: {
    pattern: new RegExp(String.raw`^\*\.${subdomain}$`),
    length: 253,
    message: String.raw`a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\*\.${subdomain}')`,
  },
  path: {
    pattern: /^(?!\.{1,2}$)[^/%]+$/,
    length: 253,
    message: "may not be '.' or '..' or contain '/' or '%'",
  },
  configKey: {
    pattern: /^[-._a-zA-Z0-9]+$/,
    length: 253,
    message:
      "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
  },
} as const satisfies Readonly<Record<string, NameRule>>

/** Why a text does not keep to a rule; nothing when it does. */
export function nameCauses(field: string, name: string, rule: keyof typeof nameRules): Cause[] {
  const { pattern, length, message } = nameRules[rule]
  return [
    ...(name.length > length ? [wrong(field, name, `must be no more than ${length} characters`)] : []),
    ...(pattern.test(name)
      ? []
      : [wrong(field, name, isDotted(name, rule) ? 'must not contain dots' : message)]),
  ]
}

const isDotted = (name: string, rule: keyof typeof nameRules) =>
  rule === 'label' && nameRules.subdomain.pattern.test(name)

/** The same of a name that has to be there. */
export const neededName = (field: string, name: string, rule: keyof typeof nameRules): Cause[] =>
  name === '' ? [required(field)] : nameCauses(field, name, rule)

const labelValue = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/
const namePart = new RegExp(`^${qualified}$`)
const longest = 63

/** Keys of labels and annotations, names of resources: `name` or `prefix/name`. */
export function qualifiedNameCauses(field: string, key: string): Cause[] {
  const parts = key.split('/')
  if (parts.length > 2)
    return [
      wrong(
        field,
        key,
        `a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${qualified}') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
      ),
    ]
  const [name = '', prefix] = parts.toReversed()
  const inPrefix =
    prefix === undefined
      ? []
      : prefix === ''
        ? [wrong(field, key, 'prefix part must be non-empty')]
        : nameCauses(field, prefix, 'subdomain').map((one) => ({
            ...one,
            message: one.message.replace(
              `${JSON.stringify(prefix)}: `,
              `${JSON.stringify(key)}: prefix part `,
            ),
          }))
  return [
    ...inPrefix,
    ...(name === '' ? [wrong(field, key, 'name part must be non-empty')] : []),
    ...(name.length > longest ? [wrong(field, key, `name part must be no more than ${longest} bytes`)] : []),
    ...(namePart.test(name)
      ? []
      : [
          wrong(
            field,
            key,
            `name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${qualified}')`,
          ),
        ]),
  ]
}

export function labelValueCauses(field: string, value: unknown): Cause[] {
  if (typeof value !== 'string') return []
  return [
    ...(value.length > longest ? [wrong(field, value, `must be no more than ${longest} bytes`)] : []),
    ...(labelValue.test(value)
      ? []
      : [
          wrong(
            field,
            value,
            `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(${qualified})?')`,
          ),
        ]),
  ]
}

export function labelCauses(labels: unknown, field: string): Cause[] {
  if (labels === undefined) return []
  if (!isFields(labels)) return [wrong(field, labels, 'must be a map of strings')]
  return Object.entries(labels).flatMap(([key, value]) => [
    ...qualifiedNameCauses(field, key),
    ...labelValueCauses(field, value),
  ])
}

const longestPortName = 15

/** IANA's names of services. */
export function portNameCauses(field: string, name: string): Cause[] {
  const why: string[] = []
  if (name.length > longestPortName) why.push(`must be no more than ${longestPortName} characters`)
  if (!/^[a-z0-9-]*$/.test(name))
    why.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)')
  if (!/[a-z]/.test(name)) why.push('must contain at least one letter (a-z)')
  if (name.includes('--')) why.push('must not contain consecutive hyphens')
  if (name.startsWith('-') || name.endsWith('-')) why.push('must not begin or end with a hyphen')
  return why.map((one) => wrong(field, name, one))
}

const highestPort = 65_535

export function portCauses(field: string, port: unknown): Cause[] {
  const isPort = Number.isInteger(port) && Number(port) >= 1 && Number(port) <= highestPort
  return isPort ? [] : [wrong(field, port, `must be between 1 and ${highestPort}, inclusive`)]
}

/** The number of a port or its name, as probes and Services take it. */
export const portReferenceCauses = (field: string, port: unknown): Cause[] =>
  typeof port === 'string' ? portNameCauses(field, port) : portCauses(field, port ?? 0)
