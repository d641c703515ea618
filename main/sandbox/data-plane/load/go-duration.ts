/** In whole seconds from a second up, as Go writes durations: `1m30s`, `500ms`, `2h0m0s`. */
export function durationText(seconds: number): string {
  if (seconds < 1) return `${Number((seconds * 1000).toFixed(3))}ms`
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)]
  const rest = `${Number((seconds % 60).toFixed(3))}s`
  if (hours > 0) return `${hours}h${minutes}m${rest}`
  return minutes > 0 ? `${minutes}m${rest}` : rest
}
