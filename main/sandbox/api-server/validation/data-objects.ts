/** ConfigMaps and Secrets. */
import type { KubeObject } from '#shared/model/kube.ts'
import { deepEqual, fieldsAt, textAt } from '../fields.ts'
import { type Cause, forbidden, immutable, required, wrong } from './causes.ts'
import { nameCauses } from './names.ts'

const keyCauses = (object: KubeObject, part: string): Cause[] =>
  Object.keys(fieldsAt(object, part)).flatMap((key) => nameCauses(`${part}[${key}]`, key, 'configKey'))

export function configMapCauses(object: KubeObject, before: KubeObject | undefined): Cause[] {
  const binary = fieldsAt(object, 'binaryData')
  return [
    ...keyCauses(object, 'data'),
    ...Object.keys(fieldsAt(object, 'data'))
      .filter((key) => Object.hasOwn(binary, key))
      .map((key) => wrong(`data[${key}]`, key, 'duplicate of key present in binaryData')),
    ...keyCauses(object, 'binaryData'),
    ...settledCauses(object, before, ['data', 'binaryData']),
  ]
}

export function secretCauses(secret: KubeObject, before: KubeObject | undefined): Cause[] {
  return [
    ...(before === undefined || before.type === secret.type ? [] : [immutable('type', secret.type)]),
    ...settledCauses(secret, before, ['data']),
    ...keyCauses(secret, 'data'),
    ...contentCauses(secret),
  ]
}

function settledCauses(
  object: KubeObject,
  before: KubeObject | undefined,
  parts: readonly string[],
): Cause[] {
  if (before?.immutable !== true) return []
  const why = 'field is immutable when `immutable` is set'
  return [
    ...(object.immutable === true ? [] : [forbidden('immutable', why)]),
    ...parts.filter((part) => !deepEqual(object[part], before[part])).map((part) => forbidden(part, why)),
  ]
}

/** What the types of Secrets have to hold. */
function contentCauses(secret: KubeObject): Cause[] {
  const data = fieldsAt(secret, 'data')
  const missing = (keys: readonly string[]) =>
    keys.filter((key) => data[key] === undefined).map((key) => required(`data[${key}]`))
  switch (secret.type) {
    case 'kubernetes.io/tls':
      return missing(['tls.crt', 'tls.key'])
    case 'kubernetes.io/dockerconfigjson':
      return data['.dockerconfigjson'] === undefined
        ? missing(['.dockerconfigjson'])
        : jsonCauses('.dockerconfigjson', textAt(data, '.dockerconfigjson'))
    case 'kubernetes.io/dockercfg':
      return missing(['.dockercfg'])
    case 'kubernetes.io/ssh-auth':
      return missing(['ssh-privatekey'])
    case 'kubernetes.io/basic-auth':
      return data.username === undefined && data.password === undefined
        ? missing(['username', 'password'])
        : []
    case 'kubernetes.io/service-account-token': {
      const key = 'kubernetes.io/service-account.name'
      return secret.metadata.annotations?.[key] ? [] : [required(`metadata.annotations[${key}]`)]
    }
    default:
      return []
  }
}

function jsonCauses(key: string, base64: string): Cause[] {
  const text = Buffer.from(base64, 'base64').toString('utf8')
  try {
    JSON.parse(text)
    return []
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const why =
      text === ''
        ? 'unexpected end of JSON input'
        : `invalid character '${text.trimStart().charAt(0)}' looking for beginning of value`
    return [wrong(`data[${key}]`, '<secret contents redacted>', why)]
  }
}
