/** Regular expressions of a VirtualService's rule, as istiod's webhook looks at them (istio/istio, pkg/config/validation). */

import type { Fields } from '#shared/model/fields.ts'
import { BadRegex, re2 } from '../re2.ts'
import { fieldsAt, listAt } from './fields.ts'

const longest = 1024

export function expressionProblems(route: Fields): string[] {
  const { match: rewritten } = fieldsAt(route, 'rewrite', 'uriRegexRewrite')
  return [
    ...listAt(route, 'corsPolicy', 'allowOrigins').flatMap((origin) =>
      problemOf(fieldsAt({ origin }, 'origin').regex, 'corsPolicy.allowOrigins'),
    ),
    ...listAt(route, 'match').flatMap((match) => matchProblems(fieldsAt({ match }, 'match'))),
    ...problemOf(rewritten, 'uriRegexRewrite'),
  ]
}

function matchProblems(match: Fields): string[] {
  const ofNames = (map: string) =>
    Object.values(fieldsAt(match, map)).map((one) => fieldsAt({ one }, 'one').regex)
  return [
    ...ofNames('headers').flatMap((regex) => problemOf(regex, 'headers')),
    // A star alone asks for presence, and is no expression.
    ...ofNames('withoutHeaders').flatMap((regex) =>
      regex === '*' ? [] : problemOf(regex, 'withoutHeaders'),
    ),
    ...['uri', 'scheme', 'method', 'authority'].flatMap((part) =>
      problemOf(fieldsAt(match, part).regex, part),
    ),
    ...ofNames('queryParams').flatMap((regex) => problemOf(regex, 'queryParams')),
  ]
}

function problemOf(regex: unknown, where: string): string[] {
  if (typeof regex !== 'string') return []
  if (regex === '') return [`"${where}": regex string match should not be empty`]
  if (Buffer.byteLength(regex) > longest)
    return [`"${where}": regex is too large, max length allowed is ${longest}`]
  try {
    re2(regex)
    return []
  } catch (error) {
    if (!(error instanceof BadRegex)) throw error
    const syntax = 'Istio uses RE2 style regex-based match (https://github.com/google/re2/wiki/Syntax)'
    return [`"${where}": ${error.message}; ${syntax}`]
  }
}
