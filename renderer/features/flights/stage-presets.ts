/** Shapes of load to begin with; `rate` is its top but for the spike, which goes to five times as much. */
import type { FlightForm } from './flight-form.ts'
import { durationText } from './form-values.ts'

export const presetNames = ['Ramp', 'Steps', 'Spike'] as const
export type PresetName = (typeof presetNames)[number]

type Shape = Pick<FlightForm, 'rate' | 'stages'>

export function preset(name: PresetName, rate: number, seconds: number): Shape {
  const part = (share: number) => durationText(Math.max(1, Math.round(seconds * share)))
  const text = (value: number) => String(Number(value.toPrecision(3)))
  switch (name) {
    case 'Ramp':
      return {
        rate: text(rate / 10),
        stages: [
          { ramp: true, rate: text(rate), duration: part(2 / 3) },
          { ramp: false, rate: text(rate), duration: part(1 / 3) },
        ],
      }
    case 'Steps':
      return {
        rate: text(rate),
        stages: [1, 2, 3, 4].map((step) => ({
          ramp: false,
          rate: text((rate * step) / 4),
          duration: part(1 / 4),
        })),
      }
    case 'Spike':
      return {
        rate: text(rate),
        stages: [
          { ramp: false, rate: text(rate), duration: part(1 / 3) },
          { ramp: false, rate: text(Math.min(1_000_000, 5 * rate)), duration: part(1 / 6) },
          { ramp: false, rate: text(rate), duration: part(1 / 2) },
        ],
      }
  }
}
