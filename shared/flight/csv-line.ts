/** A line of CSV (RFC 4180) without its end; what is not known is empty. */
export const csvLine = (cells: readonly (string | number | null | undefined)[]) => cells.map(cellOf).join(',')

/** Without the last digits of a sum, which are noise. */
const numberText = (value: number) => String(Number(value.toPrecision(12)))

function cellOf(value: string | number | null | undefined): string {
  const text =
    value === null || value === undefined ? '' : typeof value === 'number' ? numberText(value) : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
