/** An answer of the HTTP API in a form that equals another within float noise: values to ten digits, series in order. */
interface Answer {
  readonly status: string
  readonly data?: { readonly resultType: string; readonly result: unknown }
}

interface SeriesAnswer {
  readonly metric: Readonly<Record<string, string>>
  readonly value?: readonly [number, string]
  readonly values?: readonly (readonly [number, string])[]
}

export function comparable(body: unknown, ordered: boolean): unknown {
  const { data } = body as Answer
  if (data?.resultType === 'scalar') {
    const [time, text] = data.result as [number, string]
    return [time, rounded(text)]
  }
  if (data?.resultType !== 'vector' && data?.resultType !== 'matrix') return body
  const series = (data.result as readonly SeriesAnswer[]).map(({ metric, value, values }) => ({
    labels: Object.entries(metric)
      .map(([name, text]) => `${name}=${text}`)
      .sort()
      .join(),
    points: (values ?? (value === undefined ? [] : [value])).map(([time, text]) => [time, rounded(text)]),
  }))
  if (!ordered) series.sort((a, b) => (a.labels < b.labels ? -1 : 1))
  return { resultType: data.resultType, series }
}

/** What is nothing but noise around zero is zero. */
function rounded(text: string): number | string {
  const value = Number(text)
  if (!Number.isFinite(value)) return text
  return Math.abs(value) < 1e-10 ? 0 : Number(value.toPrecision(9))
}
