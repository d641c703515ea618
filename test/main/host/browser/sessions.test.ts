import { describe, expect, it } from 'vitest'
import { createSessions } from '#main/host/browser/sessions.ts'

const minute = 60_000

describe('sessions of the browser host', () => {
  it('open for a code, once', () => {
    const sessions = createSessions(() => 0)
    const code = sessions.newCode()
    const token = sessions.redeem(code)
    expect(sessions.isOpen(token ?? '')).toBe(true)
    expect(sessions.redeem(code)).toBeNull()
  })

  it('do not open for a code that is ten minutes old', () => {
    let now = 0
    const sessions = createSessions(() => now)
    const [early, late] = [sessions.newCode(), sessions.newCode()]
    now = 10 * minute - 1
    expect(sessions.redeem(early)).not.toBeNull()
    now = 10 * minute
    expect(sessions.redeem(late)).toBeNull()
  })

  it('do not open for a word that was never given out', () => {
    const sessions = createSessions(() => 0)
    const code = sessions.newCode()
    for (const word of ['', 'x', code.slice(0, -1), `${code} `]) expect(sessions.redeem(word)).toBeNull()
    expect(sessions.isOpen(code)).toBe(false)
    expect(sessions.isOpen('')).toBe(false)
  })

  it('never give the same word twice, and words of 256 bits', () => {
    const sessions = createSessions(() => 0)
    const words = new Set(Array.from({ length: 100 }, () => sessions.newCode()))
    expect(words.size).toBe(100)
    for (const word of words) expect(Buffer.from(word, 'base64url')).toHaveLength(32)
  })
})
