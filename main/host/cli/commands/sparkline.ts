const blocks = '▁▂▃▄▅▆▇█'

/** A character for each of the last `width` values, from nothing to the greatest of them; a gap where one is not known. */
export function sparkline(values: readonly (number | null)[], width: number): string {
  const shown = width > 0 ? values.slice(-width) : []
  const greatest = Math.max(0, ...shown.filter((value) => value !== null))
  return shown
    .map((value) => {
      if (value === null) return ' '
      const level = greatest === 0 ? 0 : Math.round((value / greatest) * (blocks.length - 1))
      return blocks[level]
    })
    .join('')
}
