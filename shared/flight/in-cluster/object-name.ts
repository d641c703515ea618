/** Names that Kubernetes takes for every kind of object and as a label's value (RFC 1123: 63 characters, a-z, 0-9, -). */

/** `aviary-cart-1b4f9a2c`: what it flies at, cut short, and the start of the flight's id. */
export function objectName(target: string, id: string): string {
  const own = lettersOf(id).slice(0, 8)
  // The k6-operator adds `-initializer` and `-service-100`.
  const what = lettersOf(target)
    .slice(0, 63 - 'aviary--'.length - own.length - '-initializer'.length)
    .replace(/-+$/, '')
  return ['aviary', what, own].filter((part) => part !== '').join('-')
}

const lettersOf = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
