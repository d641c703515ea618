/** A unary gRPC call as HTTP/2 carries it: the path of its method, and its one message behind a five-byte prefix. */

import { printable } from './printable.ts'

const shape = /^[A-Za-z_][\w.]*\/[A-Za-z_]\w*$/
const mostServiceBytes = 127

export const healthMethod = 'grpc.health.v1.Health/Check'

/** Why a method cannot be called (without the full stop of a sentence), or null. */
export function grpcMethodProblem(method: string): string | null {
  return shape.test(method)
    ? null
    : `"${printable(method)}" is not a gRPC method; write package.Service/Method`
}

/** The bytes that `hex:0a03` or `base64:CgM=` stands for; a sentence (without its full stop) when it is neither. */
export function grpcMessage(text: string): Uint8Array | string {
  const [, form, value = ''] = /^(hex|base64):(.*)$/s.exec(text) ?? []
  const digits = value.replace(/\s+/g, '')
  if (text === '') return new Uint8Array()
  if (form === 'hex' && /^([0-9a-f]{2})*$/i.test(digits)) {
    return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
  }
  if (form === 'base64' && /^([\w+/-]{4})*([\w+/-]{2}(==)?|[\w+/-]{3}=?)?$/.test(digits))
    return fromBase64(digits)
  return 'a gRPC message is hex:… or base64:…, or nothing for an empty one'
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function fromBase64(text: string): Uint8Array {
  const bytes: number[] = []
  let bits = 0
  let count = 0
  for (const character of text.replace(/=+$/, '').replace(/-/g, '+').replace(/_/g, '/')) {
    bits = (bits << 6) | alphabet.indexOf(character)
    count += 6
    if (count < 8) continue
    count -= 8
    bytes.push((bits >> count) & 255)
    bits &= (1 << count) - 1
  }
  return Uint8Array.from(bytes)
}

/** Uncompressed, with its length. */
export function framed(message: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(5 + message.length)
  new DataView(bytes.buffer).setUint32(1, message.length)
  bytes.set(message, 5)
  return bytes
}

/** HealthCheckRequest{service} for a plan, or a sentence (without its full stop) on why the name is none. */
export function healthMessage(service: string): string {
  if (!/^[\w./-]*$/.test(service) || service.length > mostServiceBytes) {
    return `"${printable(service)}" is not the name of a service`
  }
  const hex = (byte: number) => byte.toString(16).padStart(2, '0')
  const name = [...service].map((character) => hex(character.charCodeAt(0))).join('')
  return service === '' ? 'hex:' : `hex:0a${hex(service.length)}${name}`
}

/** The name that `healthMessage` made a message of; null where it is another message. */
export function healthService(message: string): string | null {
  const bytes = grpcMessage(message)
  if (typeof bytes === 'string') return null
  const name = String.fromCharCode(...bytes.slice(2))
  return healthMessage(name) === message ? name : null
}
