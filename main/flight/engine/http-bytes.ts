/** Which bytes HTTP/1.1 allows where (RFC 9110, section 5). */
const tableOf = (allowed: (byte: number) => boolean) =>
  Uint8Array.from({ length: 256 }, (_, byte) => (allowed(byte) ? 1 : 0))

export const bytesOf = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0))

const token = new Set(
  bytesOf("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
)

/** 1 for the bytes of a field's name. */
export const isTokenByte = tableOf((byte) => token.has(byte))

/** 1 for the bytes of a field's value: everything but control characters. */
export const isValueByte = tableOf((byte) => byte === 9 || (byte >= 0x20 && byte !== 0x7f))

export const isSpace = (byte: number) => byte === 32 || byte === 9

export function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48
  const lower = byte | 0x20
  return lower >= 97 && lower <= 102 ? lower - 87 : -1
}

export const cr = 13
export const lf = 10
