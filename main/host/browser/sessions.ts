/**
 * Who may use the server. The address that is printed carries a one-time code; the browser that opens it first gets a
 * session token for it, in a cookie that no script can read.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

export interface Sessions {
  /** A new code, good for one use within ten minutes. */
  newCode(): string
  /** The token of a new session, or null when the code is unknown, used or too old. */
  redeem(code: string): string | null
  /** A session that needs no code, for programs of the same user. */
  open(): string
  isOpen(token: string): boolean
}

const codeLifetimeMs = 10 * 60_000

export function createSessions(now: () => number): Sessions {
  let codes: { digest: Buffer; until: number }[] = []
  const tokens: Buffer[] = []

  function open(): string {
    const token = randomWord()
    tokens.push(digestOf(token))
    return token
  }

  return {
    newCode() {
      const code = randomWord()
      codes.push({ digest: digestOf(code), until: now() + codeLifetimeMs })
      return code
    },
    redeem(code) {
      const digest = digestOf(code)
      const found = codes.find((known) => timingSafeEqual(known.digest, digest))
      codes = codes.filter((known) => known !== found && known.until > now())
      return found !== undefined && found.until > now() ? open() : null
    },
    open,
    isOpen(token) {
      const digest = digestOf(token)
      return tokens.some((known) => timingSafeEqual(known, digest))
    },
  }
}

const randomWord = () => randomBytes(32).toString('base64url')

/** Digests are of one length, so comparing them takes one time whatever was sent. */
const digestOf = (word: string) => createHash('sha256').update(word).digest()
