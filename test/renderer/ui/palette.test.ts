import { describe, expect, it } from 'vitest'
import { dark, light, type Palette } from '../../../renderer/ui/palette.ts'

const inks = ['text', 'text2', 'text3', 'canaryText', 'healthyText', 'degradedText', 'failingText'] as const
const grounds = ['background', 'surface1', 'surface2', 'surface3'] as const
const softs = [
  ['canaryText', 'canarySoft'],
  ['healthyText', 'healthySoft'],
  ['degradedText', 'degradedSoft'],
  ['failingText', 'failingSoft'],
  ['onCanary', 'canary'],
  ['text', 'primaryBlock'],
] as const

describe.each([
  ['dark', dark],
  ['light', light],
])('the %s theme', (_name, palette: Palette) => {
  const pairs = [...inks.flatMap((ink) => grounds.map((ground) => [ink, ground] as const)), ...softs]
  it.each(pairs)('%s on %s has the contrast of small text', (ink, ground) => {
    expect(contrast(palette[ink], palette[ground])).toBeGreaterThanOrEqual(4.5)
  })
})

/** WCAG 2: (lighter + 0.05) / (darker + 0.05) of the relative luminances. */
function contrast(a: string, b: string): number {
  const [dim = 0, bright = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (bright + 0.05) / (dim + 0.05)
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
