import { expect, it } from 'vitest'
import { wantsColour } from '#main/host/cli/output.ts'

it.each([
  [true, {}, true],
  [true, { NO_COLOR: '' }, true],
  [true, { NO_COLOR: '1' }, false],
  [false, {}, false],
])('with colours %s and %o: %s', (option, env, wanted) => expect(wantsColour(option, env)).toBe(wanted))
