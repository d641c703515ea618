/** A line of CSV (RFC 4180) without its end; what is not known is empty. */
export const csvLine = (cells: readonly (string | number | null | undefined)[]) => cells.map(cellOf).join(',')

function cellOf(value: string | number | null | undefined): string {
  const text = value === null || value === undefined ? '' : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
