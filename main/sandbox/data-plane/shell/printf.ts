/** `printf` and the escapes of `echo -e`. */
const escapes: Readonly<Record<string, string>> = {
  ...{ n: '\n', t: '\t', r: '\r', '\\': '\\', a: '\x07', b: '\b', e: '\x1b', f: '\f', v: '\v' },
  ...{ '"': '"', "'": "'" },
}

export function unescaped(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-fA-F]{1,2})|0?([0-7]{1,3})|(.))/g,
    (whole, hex, octal, letter: string) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8))
      return escapes[letter] ?? whole
    },
  )
}

/** Wide enough for every column, and no way to all of the memory. */
const widest = 65_536
/** Of JavaScript's toFixed. */
const mostDecimals = 100

/** As often as there are values left, at least once. */
export function formatted(format: string, values: readonly string[]): string {
  const left = [...values]
  let text = ''
  do {
    const before = left.length
    text += unescapedFormat(format, left)
    if (left.length === before) break
  } while (left.length > 0)
  return text
}

function unescapedFormat(format: string, left: string[]): string {
  return format.replace(
    /%(-?)(0?)(\d*)(?:\.(\d+))?([sdiufxXcbq%])|\\(?:x[0-9a-fA-F]{1,2}|0?[0-7]{1,3}|.)/g,
    (
      whole,
      minus: string,
      zero: string,
      width: string,
      digits: string | undefined,
      letter: string | undefined,
    ) => {
      if (letter === undefined) return unescaped(whole)
      if (letter === '%') return '%'
      const text = converted(letter, left.shift() ?? '', digits)
      const wide = Math.min(Number(width), widest)
      if (minus !== '') return text.padEnd(wide)
      return text.padStart(wide, zero !== '' && letter !== 's' ? '0' : ' ')
    },
  )
}

function converted(letter: string, value: string, digits: string | undefined): string {
  switch (letter) {
    case 's':
      return digits === undefined ? value : value.slice(0, Number(digits))
    case 'b':
      return unescaped(value)
    case 'c':
      return value.slice(0, 1)
    case 'f':
      return (Number(value) || 0).toFixed(Math.min(Number(digits ?? 6), mostDecimals))
    case 'x':
      return Math.trunc(Number(value) || 0).toString(16)
    case 'X':
      return Math.trunc(Number(value) || 0)
        .toString(16)
        .toUpperCase()
    case 'q':
      return `'${value.replaceAll("'", "'\\''")}'`
    default:
      return String(Math.trunc(Number(value) || 0))
  }
}
