/** Names of fields as rules write them (k8s.io/apiserver, pkg/cel/escaping.go). */
const signs: Readonly<Record<string, string>> = {
  __: '__underscores__',
  '.': '__dot__',
  '-': '__dash__',
  '/': '__slash__',
}

const words = [
  ...['true', 'false', 'null', 'in', 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if'],
  ...['import', 'let', 'loop', 'package', 'namespace', 'return', 'var', 'void', 'while'],
]

export const escapedName = (name: string): string =>
  words.includes(name) ? `__${name}__` : name.replaceAll(/__|[.\-/]/g, (sign) => signs[sign] ?? sign)
