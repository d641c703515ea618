/** The merge patch that turns one status into another: what is gone is null. */
export function statusPatch(old: object | undefined, status: object): { status: Record<string, unknown> } {
  const gone = Object.keys(old ?? {}).filter((key) => !(key in status))
  return { status: { ...Object.fromEntries(gone.map((key) => [key, null])), ...status } }
}
