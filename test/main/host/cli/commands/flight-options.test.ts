import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { withPlanOptions } from '#main/host/cli/commands/flight-options.ts'

const parse = (...options: string[]) =>
  withPlanOptions(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .parse(options, { from: 'user' })
    .opts()

describe('the options of a flight', () => {
  it('refuse a duration of what has no end', () => {
    expect(() => parse('--continuous', '--duration', '1s')).toThrow(
      "error: option '--continuous' cannot be used with option '--duration <duration>'",
    )
  })

  it('take either alone: the usual duration is none that was asked for', () => {
    expect(parse('--continuous')).toMatchObject({ continuous: true })
    expect(parse('--duration', '1s')).toMatchObject({ continuous: false, duration: '1s' })
  })
})
