/**
 * Requests as lines to compare, such as `GET apps/v1/~/deployments/web > protobuf` or
 * `PATCH v1/~/pods/web?fieldManager=kubectl-patch merge > json`: method, path (`~` is the own namespace), the body's type,
 * and what is accepted. What is drawn by lot or counted is `N`.
 */
import { stripVTControlCharacters } from 'node:util'
import type { Recorded } from '../../../support/recording-proxy.ts'

const discovery = (version: string) =>
  `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`

/** Media types by the names that the table has for them. */
const acceptNames: Readonly<Record<string, string>> = {
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json':
    'table',
  'application/json': 'json',
  'application/json, */*': 'any',
  'application/vnd.kubernetes.protobuf,application/json': 'protobuf',
  [`${discovery('v2beta1')},application/json`]: 'discovery-v2beta1',
  [`${discovery('v2')},${discovery('v2beta1')},application/json`]: 'discovery-v2',
  'application/com.github.proto-openapi.spec.v2@v1.0+protobuf': 'openapi-v2',
}
const bodyNames: Readonly<Record<string, string>> = {
  'application/json': 'json',
  'application/vnd.kubernetes.protobuf': 'protobuf',
  'application/strategic-merge-patch+json': 'strategic',
  'application/merge-patch+json': 'merge',
  'application/json-patch+json': 'json-patch',
  'application/apply-patch+yaml': 'apply',
}

export function requestLines(
  requests: readonly Recorded[],
  namespace: string,
  withDiscovery = false,
): string[] {
  const lines = requests
    .filter(({ url }) => withDiscovery || !/^\/apis?(?:\?|$)/.test(url))
    .map((one) => lineOf(one, namespace))
  // One for the index and for each document that is asked for.
  return lines.filter((line, index) => line !== 'V' || lines.indexOf('V') === index)
}

function lineOf(
  { method, url, accept, contentType, isUpgrade, upgradeTo }: Recorded,
  namespace: string,
): string {
  if (url.startsWith('/openapi/v3')) return 'V'
  const [path = '', query] = url.split('?')
  const shown = path.replace(/^\/apis?\//, '').replace(`namespaces/${namespace}/`, '~/')
  const asked = query === undefined || queryOf(query) === '' ? '' : `?${queryOf(query)}`
  const body = contentType === '' || isUpgrade ? '' : ` ${bodyNames[contentType] ?? contentType}`
  const type = isUpgrade ? `upgrade ${upgradeTo}` : (acceptNames[accept] ?? accept)
  return withoutChance(`${method} ${shown}${asked}${body} > ${type}`, namespace)
}

const queryOf = (query: string) =>
  query
    .split('&')
    // What kubectl gives the server when it asks for what it says of itself.
    .filter((one) => one !== 'timeout=32s')
    .map((one) => decodeURIComponent(one.replaceAll('+', ' ')))
    .map((one) => one.replace(/^(?:(resourceVersion|timeoutSeconds)=[1-9]\d*|(continue)=.+)$/, '$1$2=N'))
    .map((one) => (one.startsWith('fieldSelector=') ? inOrder(one) : one))
    .join('&')

/** kubectl names the terms in an order that it draws. */
const inOrder = (selector: string) => `fieldSelector=${selector.slice(14).split(',').sort().join(',')}`

/**
 * Texts without what changes from run to run (names that controllers make up, uids, times, addresses, the own namespace)
 * and without the blanks that only align.
 */
export const withoutChance = (text: string, namespace: string): string =>
  stripVTControlCharacters(text)
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UID')
    .replaceAll(/(?<=[a-z]-)(?=[a-z0-9]*\d)[a-z0-9]{8,10}(?:-[a-z0-9]{5})?\b/g, '*')
    .replaceAll(/(?<=pod-template-hash=)[a-z0-9]{5,10}\b/g, '*')
    .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| ?[+-]\d\d:?\d\d)/g, 'TIME')
    .replaceAll(/\b(?:\d+m)?\d+(?:\.\d+)?m?s\b/g, 'AGE')
    // A whole number of minutes; in thousandths of a core it stands before the memory.
    .replaceAll(/(?<=^|[ \t(])\d{1,2}m(?=$|\)|[ \t]+(?![ \t\d%]))/gm, 'AGE')
    .replaceAll(/(?<=\w\.)[0-9a-f]{16}\b/g, '*')
    .replaceAll(/(?<=127\.0\.0\.1:|\[::1\]:|connection for )\d+/g, 'PORT')
    .replaceAll(/\b10\.\d+\.\d+\.\d+/g, 'IP')
    .replaceAll(namespace, '~')
    .split('\n')
    .map((line) => line.replaceAll(/[ \t]+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n')
