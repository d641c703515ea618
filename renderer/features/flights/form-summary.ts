/** What the form says about itself: the load in a sentence, and each closed section in a few words. */
import { formatClockSpan, formatCount, formatNumber, formatSpan, plural } from '../../ui/format.ts'
import type { FlightForm } from './flight-form.ts'
import { parseNumber, rateOf } from './form-values.ts'
import { draftOf, formErrors, looksUp, speaksTls, takesProxy } from './plan-form.ts'
import { plannedRate } from './planned-rate.ts'

export type SectionName = 'request' | 'load' | 'connections' | 'tls'

export function sectionSummary(section: SectionName, form: FlightForm): string {
  switch (section) {
    case 'request':
      return requestSummary(form)
    case 'load':
      return loadSummary(form)
    case 'connections':
      return connectionsSummary(form)
    case 'tls':
      return tlsSummary(form)
  }
}

function requestSummary({ headers, body, request }: FlightForm): string {
  const named = headers.filter((header) => header.name !== '').length
  const parts = [named === 0 ? 'no headers' : plural(named, 'header')]
  if (!request.startsWith('grpc'))
    parts.push(body === '' ? 'no body' : `a body of ${plural(body.length, 'character')}`)
  return parts.join(', ')
}

function loadSummary(form: FlightForm): string {
  const warmUp = form.warmUp.trim() === '' ? [] : [`warm-up ${form.warmUp.trim()}`]
  if (form.max) return ['as fast as it goes', ...warmUp].join(', ')
  if (form.closed) return ['closed', ...(form.precise ? ['precise'] : []), ...warmUp].join(', ')
  return [
    form.stages.length === 0 ? 'steady' : plural(form.stages.length, 'stage'),
    form.random ? 'at random as users come' : 'evenly spaced',
    ...(form.precise ? ['precise'] : []),
    ...warmUp,
  ].join(', ')
}

function connectionsSummary(form: FlightForm): string {
  return [
    `at most ${form.connections}`,
    `timeout ${form.timeout}`,
    ...(form.skipMissed ? ['late requests are skipped'] : []),
    ...(form.requestsPerConnection === '' ? [] : [`a new one after ${form.requestsPerConnection}`]),
    ...(form.connectionAge.trim() === '' ? [] : [`none older than ${form.connectionAge.trim()}`]),
    ...(takesProxy(form) && form.proxy !== '' ? ['through a proxy'] : []),
    ...(looksUp(form) && form.lookUpEach ? ['looked up for each'] : []),
  ].join(', ')
}

function tlsSummary(form: FlightForm): string {
  if (!speaksTls(form)) return 'only for an https:// URL'
  const parts = [form.insecure ? 'the certificate is not verified' : 'the certificate is verified']
  if (form.ca !== '') parts.push('own CA')
  if (form.cert !== '' || form.key !== '') parts.push('client certificate')
  if (form.servername !== '') parts.push(`as ${form.servername}`)
  return parts.join(', ')
}

/** `3,000 requests over 0:30.`; nothing while a number is missing. */
export function loadSentence(form: FlightForm): string {
  const errors = formErrors(form)
  if (errors.rate ?? errors.duration ?? errors.stages ?? errors.warmUp) return ''
  const { rate, durationSeconds = null, stages, warmUpSeconds } = draftOf(form)
  const most = form.closed ? 'At most ' : ''
  const before = warmUpSeconds === undefined ? '' : ` after a warm-up of ${formatClockSpan(warmUpSeconds)}`
  if (rate === 'max') return 'Every connection sends its next request when its answer has come.'
  const planned = plannedRate({ rate: rate ?? 1, durationSeconds, stages })
  if (planned === null) return `${most}${paceWords(rate ?? 1)} until you stop it.`
  return `${most}${plural(planned.count, 'request')} over ${formatClockSpan(planned.seconds)}${before}.`
}

function paceWords(rate: number): string {
  if (rate >= 1) return `${formatNumber(rate)} ${rate === 1 ? 'request' : 'requests'} a second`
  const seconds = 1 / rate
  return `1 request every ${seconds < 120 ? `${formatNumber(seconds)} s` : formatSpan(seconds)}`
}

/**
 * Little's law: as many requests are in flight as come in the time of an answer. `p99Ms` is what the last flight to the
 * same target saw.
 */
export function connectionsHint(
  form: FlightForm,
  p99Ms: number | null,
): { words: string; enough: boolean } | null {
  const connections = parseNumber(form.connections)
  if (form.max || !(connections > 0)) return null
  const rates = [rateOf(form.rate), ...(form.closed ? [] : form.stages.map((stage) => rateOf(stage.rate)))]
  const rate = Math.max(...rates.map((one) => one ?? 0))
  if (rate === 0) return null
  const needed = p99Ms === null ? 0 : Math.ceil((rate * p99Ms) / 1000)
  if (needed > connections) {
    const seen = `The last flight there had a p99 of ${formatNumber(p99Ms)} ms`
    return {
      words: `${seen}: ${formatNumber(rate)} req/s need ${formatCount(needed)} connections.`,
      enough: false,
    }
  }
  const most = (1000 * connections) / rate
  const span = most >= 10_000 ? `${formatNumber(most / 1000)} s` : `${formatNumber(most)} ms`
  return {
    words: `Enough while answers take less than ${span} at ${formatNumber(rate)} req/s.`,
    enough: true,
  }
}
