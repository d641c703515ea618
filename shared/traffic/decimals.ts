/** Numbers as Kiali writes them: as Go's `%.*f`, which rounds a tie to the even digit where toFixed rounds it up. */

export function fixed(value: number, decimals: number): string {
  const scaled = value * 10 ** decimals
  // A tie is exact only when the value has so few binary places.
  const isTie = scaled % 1 === 0.5 && Number.isInteger(value * 2 ** (decimals + 1))
  if (!isTie) return value.toFixed(decimals)
  const down = Math.floor(scaled)
  return ((down % 2 === 0 ? down : down + 1) / 10 ** decimals).toFixed(decimals)
}

/** 2 decimals; below 0.01 as many as show the first significant digit, at most 5. */
export function rateText(value: number): string {
  let decimals = 0
  for (let rest = value; rest < 1 && decimals < 5; rest *= 10) decimals++
  return fixed(value, Math.max(2, decimals))
}

export const percentText = (value: number): string => fixed(value, 1)
