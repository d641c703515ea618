/**
 * Every colour of the window, once. CSS reads them as `--av-…` variables (theme.ts), the canvas of the graph directly.
 * Third text and the health colours of text are a shade stronger than the lines, so that small text keeps 4.5 : 1.
 */
export interface Palette {
  readonly background: string
  readonly surface1: string
  readonly surface2: string
  readonly surface3: string
  readonly line: string
  readonly lineStrong: string
  readonly text: string
  readonly text2: string
  readonly text3: string
  readonly canary: string
  readonly canaryText: string
  readonly onCanary: string
  readonly canarySoft: string
  readonly primary: string
  readonly primaryBlock: string
  readonly healthy: string
  readonly degraded: string
  readonly failing: string
  readonly tcp: string
  readonly healthyText: string
  readonly degradedText: string
  readonly failingText: string
  readonly healthySoft: string
  readonly degradedSoft: string
  readonly failingSoft: string
}

export const dark: Palette = {
  background: '#0d1014',
  surface1: '#13171d',
  surface2: '#191e26',
  surface3: '#212733',
  line: '#262d38',
  lineStrong: '#333c4a',
  text: '#e8ebf0',
  text2: '#a3acba',
  text3: '#8690a0',
  canary: '#ffd02f',
  canaryText: '#ffd86b',
  onCanary: '#1d1600',
  canarySoft: '#2c2614',
  primary: '#8fa3c2',
  primaryBlock: '#3c4554',
  healthy: '#43b581',
  degraded: '#f0983e',
  failing: '#f0635c',
  tcp: '#6ea8fe',
  healthyText: '#43b581',
  degradedText: '#f0983e',
  failingText: '#f4766f',
  healthySoft: '#172b25',
  degradedSoft: '#32261a',
  failingSoft: '#331e20',
}

export const light: Palette = {
  background: '#f5f6f8',
  surface1: '#ffffff',
  surface2: '#f8f9fb',
  surface3: '#eef0f4',
  line: '#e2e6ec',
  lineStrong: '#cdd3dc',
  text: '#151a21',
  text2: '#4f5a6a',
  text3: '#646e7d',
  canary: '#f7bd00',
  canaryText: '#7a5600',
  onCanary: '#1d1600',
  canarySoft: '#f6edd2',
  primary: '#5d7396',
  primaryBlock: '#c9cfdb',
  healthy: '#1f8a57',
  degraded: '#c26a08',
  failing: '#cf3b34',
  tcp: '#2f6fd6',
  healthyText: '#15693f',
  degradedText: '#8f4b00',
  failingText: '#b32a24',
  healthySoft: '#dff1e8',
  degradedSoft: '#faead6',
  failingSoft: '#fae3e1',
}

/** `surface1` -> `--av-surface1`, for the style sheet. */
export function cssVariables(palette: Palette): Record<string, string> {
  return Object.fromEntries(Object.entries(palette).map(([name, value]) => [`--av-${name}`, value]))
}
