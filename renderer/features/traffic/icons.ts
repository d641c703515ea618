/** Node icons as SVG for the canvas. */
import type { Palette } from '../../ui/palette.ts'
import type { Health, NodeIcon } from './elements.ts'

const shapes: Record<NodeIcon, string> = {
  workload: '<rect x="4" y="4" width="16" height="16" rx="4"/><path d="M9 12h6"/>',
  service: '<path d="M12 4l8 14H4z"/>',
  gateway: '<path d="M4 12h15M13 6l6 6-6 6"/>',
  unknown: '<path d="M8.500 9a3.500 3.500 0 1 1 5 3.200c-1 .5-1.500 1.200-1.500 2.300M12 18.500v.1"/>',
  outside: '<circle cx="12" cy="12" r="8"/><path d="M4 12h16M12 4c3 3 3 13 0 16M12 4c-3 3-3 13 0 16"/>',
}

const made = new Map<string, string>()

/** Made once for each icon and colour: a big graph asks thousands of times. */
export function nodeIconUri(icon: NodeIcon, palette: Palette): string {
  const key = `${icon} ${palette.text2}`
  const uri = made.get(key) ?? drawnIcon(icon, palette)
  made.set(key, uri)
  return uri
}

function drawnIcon(icon: NodeIcon, palette: Palette): string {
  return svgUri(
    `<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48" viewBox="0 0 24 24" fill="none" stroke="${palette.text2}" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round">${shapes[icon]}</svg>`,
  )
}

/** The small round sign at a node's shoulder: a canary in flight, or trouble. */
export function badgeUri(role: 'canary' | 'primary' | null, health: Health, palette: Palette): string | null {
  if (role === 'canary')
    return badge(palette.canary, palette.onCanary, '<path d="M6 16c5 0 4-8 12-8M15 5l3 3-3 3"/>')
  if (health === 'degraded' || health === 'failing')
    return badge(palette[health], palette.surface1, '<path d="M12 6v7M12 17.500v.1"/>')
  return null
}

/** A test flight comes in here. */
export const flightBadgeUri = (palette: Palette) =>
  badge(palette.canary, palette.onCanary, '<path d="M5 12L19 5L14 19L11 13Z"/>')

const badge = (fill: string, ink: string, path: string) =>
  svgUri(
    `<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48" viewBox="0 0 24 24"><circle cx="12" cy="12" r="11" fill="${fill}"/><g fill="none" stroke="${ink}" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round">${path}</g></svg>`,
  )

const svgUri = (svg: string) => `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`
