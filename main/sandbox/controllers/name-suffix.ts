/** Names that Kubernetes makes up; here the same seed makes the same name. */

/** k8s.io/apimachinery/pkg/util/rand: no vowels, and no digits that look like them. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789'

/** The five letters behind the name of a pod or an EndpointSlice. */
export function nameSuffix(seed: string): string {
  let hash = fnv1a(seed)
  let suffix = ''
  for (let i = 0; i < 5; i += 1) {
    suffix += alphabet[hash % alphabet.length]
    hash = Math.floor(hash / alphabet.length)
  }
  return suffix
}

export const safeLetters = (digits: string) =>
  [...digits].map((one) => alphabet[one.charCodeAt(0) % alphabet.length]).join('')

export function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
