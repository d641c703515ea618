import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

/** Types keep Node and the DOM out of shared/, lint the clock; that Math is more than arithmetic neither of them sees. */
it('shared/ draws no random numbers', () => {
  const files = readdirSync('shared', { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  )
  expect(files.length).toBeGreaterThan(50)
  const drawing = files.filter((file) => readFileSync(join('shared', file), 'utf8').includes('Math.random'))
  expect(drawing).toEqual([])
})
