import { describe, expect, it } from 'vitest'
import { exportFlight } from '#shared/flight/export-flight.ts'
import { rangeAtPercent, valueAtPercent } from '#shared/flight/fortio-histogram.ts'
import { Histogram } from '#shared/flight/histogram.ts'
import { readFortio } from '#shared/flight/read-fortio.ts'
import { type FlightRun, type FlightSlice, flightPlanSchema, flightRunSchema } from '#shared/model/flight.ts'

/** As `fortio load -qps 8 -t 1s -json -` (v1.75) writes it, shortened to what matters. */
const fortio = {
  RunType: 'HTTP',
  Labels: 'demo',
  StartTime: '2026-11-24T12:00:00.123456789+02:00',
  RequestedQPS: '8',
  RequestedDuration: '1s',
  ActualQPS: 7.9,
  ActualDuration: 1_012_000_000,
  NumThreads: 4,
  DurationHistogram: {
    Count: 8,
    Min: 0.001,
    Max: 0.02,
    Sum: 0.05,
    Avg: 0.00625,
    StdDev: 0.005,
    Data: [
      { Start: 0.001, End: 0.004, Percent: 50, Count: 4 },
      { Start: 0.004, End: 0.02, Percent: 100, Count: 4 },
    ],
    Percentiles: [
      { Percentile: 50, Value: 0.004 },
      { Percentile: 99, Value: 0.019 },
    ],
  },
  RetCodes: { 200: 5, 503: 2, '-1': 1 },
  URL: 'http://127.0.0.1:8080/fortio',
  Jitter: false,
}

const slice = (atMs: number, part: Partial<FlightSlice> = {}): FlightSlice => ({
  atMs,
  lengthMs: 250,
  sent: 10,
  done: 9,
  inFlight: 1,
  bytes: 100,
  codes: { 200: 9 },
  errors: {},
  response: { p50: 1, p75: 2, p90: 3, p99: 4, p999: 5, max: 6 },
  lagP50: 0.1,
  ...part,
})

const run = (part: Partial<FlightRun> = {}): FlightRun => ({
  ...(readFortio(JSON.stringify(fortio), 'a') as FlightRun),
  plan: flightPlanSchema.parse({ target: { kind: 'url', url: 'http://127.0.0.1/' } }),
  ...part,
})

describe('a result of Fortio', () => {
  it('is read as a run', () => {
    const read = readFortio(JSON.stringify(fortio), 'id')
    expect(flightRunSchema.safeParse(read).success).toBe(true)
    expect(read).toMatchObject({
      id: 'id',
      via: 'read from a result of Fortio (demo)',
      startedAt: fortio.StartTime,
      plan: { rate: 8, connections: 4, durationSeconds: 1.012, target: { kind: 'url' } },
      totals: {
        sent: 8,
        achieved: 7.9,
        codes: { 200: 5, 503: 2 },
        errors: { failed: 1 },
        errorPercent: 37.5,
        response: { p50: 4, p75: 12, p99: 19, max: 20 },
        lag: { p50: null },
      },
    })
  })

  it('is silent on what it does not say, and repeats what it does', () => {
    const silent = readFortio(JSON.stringify(fortio), 'id')
    expect(silent).toMatchObject({ readFrom: 'fortio', totals: { bytes: null }, plan: { method: 'GET' } })
    const sizes = { ...fortio.DurationHistogram, Sum: 4096.4 }
    const said = {
      ...fortio,
      Sizes: sizes,
      HeaderSizes: { ...sizes, Sum: 904 },
      HTTPReqTimeOut: 3_000_000_000,
      Payload: 'eA==',
      DisableKeepAlive: true,
    }
    expect(readFortio(JSON.stringify(said), 'id')).toMatchObject({
      totals: { bytes: 4096 },
      plan: { timeoutMs: 3000, method: 'POST', requestsPerConnection: 1 },
    })
    const other = { ...said, MethodOverride: 'PUT', H2: true }
    expect(readFortio(JSON.stringify(other), 'id')).toMatchObject({
      plan: { method: 'PUT', protocol: 'http2' },
    })
  })

  it('says max where it had no rate', () => {
    expect(readFortio(JSON.stringify({ ...fortio, RequestedQPS: 'max' }), 'id')).toMatchObject({
      plan: { rate: 'max' },
      totals: { asked: 'max' },
    })
  })

  it.each([
    ['{', 'it is not JSON'],
    ['null', 'it is not a result of Fortio'],
    [JSON.stringify({ ...fortio, RunType: 'GRPC Ping' }), 'it is a GRPC Ping run'],
    [JSON.stringify({ ...fortio, URL: 'nowhere' }), 'has no scheme'],
    [JSON.stringify({ ...fortio, DurationHistogram: { Count: -1 } }), 'DurationHistogram.Count'],
  ])('is refused in a sentence: %s', (text, sentence) => {
    expect(readFortio(text, 'id')).toContain(sentence)
  })

  it('knows between which times a percentile lies of which it has neither figure nor interval', () => {
    const told = { ...fortio.DurationHistogram, Data: null }
    const at = (percent: number) => rangeAtPercent(told, percent)
    expect([10, 50, 90, 99, 99.9, 100].map(at)).toEqual([
      ...[
        [0.001, 0.004],
        [0.004, 0.004],
        [0.004, 0.019],
        [0.019, 0.019],
        [0.019, 0.02],
        [0.02, 0.02],
      ],
    ])
    expect(rangeAtPercent({ ...told, Count: 0 }, 50)).toBeNull()
  })

  it('knows no percentile of nothing', () => {
    const empty = { Count: 0, Min: 0, Max: 0, Sum: 0, Avg: 0, StdDev: 0, Data: null }
    expect(valueAtPercent(empty, 50)).toBeNull()
    const none = readFortio(JSON.stringify({ ...fortio, RetCodes: {}, DurationHistogram: empty }), 'id')
    expect(none).toMatchObject({ totals: { errorPercent: null, response: { p50: null } } })
  })
})

describe('a flight as a file', () => {
  const saved = { run: run(), startedAtMs: 1_795_600_800_123, slices: [], fortio, histograms: {} }

  it('CSV: a row a slice, a column for each code and error, unknown is empty', () => {
    const slices = [
      slice(0, { asked: 40, connections: 8 }),
      slice(250, {
        warmUp: true,
        codes: { 503: 1 },
        errors: { 'a,"b"': 2 },
        response: { p50: null, p75: null, p90: null, p99: null, p999: null, max: null },
        lagP50: null,
      }),
    ]
    expect(exportFlight({ ...saved, slices }, 'csv').text).toBe(
      [
        'at_ms,length_ms,asked_per_s,sent,done,in_flight,bytes,p50_ms,p75_ms,p90_ms,p99_ms,p999_ms,max_ms,lag_p50_ms,connections,warm_up,code_200,code_503,"error_a,""b"""',
        '0,250,40,10,9,1,100,1,2,3,4,5,6,0.1,8,0,9,0,0',
        '250,250,,10,9,1,100,,,,,,,,,1,0,1,2',
        '',
      ].join('\r\n'),
    )
  })

  it('HdrHistogram: values in ms, shares that rise to one', () => {
    expect(exportFlight(saved, 'hdr').text.split('\n')).toEqual([
      '       Value     Percentile TotalCount 1/(1-Percentile)',
      '',
      '       4.000 0.500000000000          4           2.00',
      '      20.000 1.000000000000          8',
      '#[Mean    =        6.250, StdDeviation   =        5.000]',
      '#[Max     =       20.000, Total count    =            8]',
      '#[Buckets =            2, SubBuckets     =           16]',
      '',
    ])
  })

  it('HdrHistogram: every bucket where they were kept', () => {
    const histogram = new Histogram()
    for (const ms of [1, 2, 3, 3.0001, 3.1, 4, 7, 20]) histogram.record(ms * 1e6)
    const response = { ...histogram.encode(), hdr: 'HIST' }
    const { text } = exportFlight({ ...saved, histograms: { response } }, 'hdr')
    const rows = text.split('\n').slice(2, -4)
    expect(rows.map((row) => Number(row.trim().split(/ +/)[2]))).toEqual([1, 2, 4, 5, 6, 7, 8])
    const values = rows.map((row) => Number(row.trim().split(/ +/)[0]))
    for (const [at, ms] of [1, 2, 3, 3.1, 4, 7, 20].entries()) expect(values[at]! / ms).toBeCloseTo(1, 2.9)
    expect(text).toContain('#[Buckets =            7, SubBuckets     =         1024]')
  })

  it('HdrHistogram: a log of one interval, the response time without a tag', () => {
    const one = (maxNs: number, hdr: string) => ({
      count: 1,
      min: 1,
      max: maxNs,
      sum: 1,
      buckets: Float64Array.of(1, 1),
      hdr,
    })
    const histograms = { lag: one(2e6, 'HISTb'), response: one(20.5e6, 'HISTa'), body: one(99, 'HISTc') }
    const { name, text } = exportFlight({ ...saved, histograms }, 'hdr-log')
    expect(name).toMatch(/\.hlog$/)
    expect(text.split('\n')).toEqual([
      '#[Histogram log format version 1.3]',
      `#[StartTime: 1795600800.123 (seconds since epoch), ${fortio.StartTime}]`,
      '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
      '0.000,1.012,20.500,HISTa',
      'Tag=lag,0.000,1.012,2.000,HISTb',
      '',
    ])
  })

  it('HTML: no script, nothing fetched, everything escaped, a line with its gap', () => {
    const slices = [
      slice(0),
      slice(250, { response: { p50: null, p75: null, p90: null, p99: null, p999: null, max: null } }),
      slice(500),
    ]
    const evil = run({ url: 'http://127.0.0.1/<script>alert("x")</script>' })
    const { text } = exportFlight({ ...saved, run: evil, slices }, 'html')
    expect(text).not.toMatch(/<script|(src|href)=|@import|url\(/i)
    expect(text).toContain('&lt;script&gt;alert(&quot;x&quot;)')
    expect(text).toContain('prefers-color-scheme:dark')
    expect(text).toMatch(/class="l0" d="M46\.0 [\d.]+M[\d.]+ [\d.]+"/)
  })

  it('HTML: escapes whatever came from outside, wherever it stands', () => {
    const evil = `</script><img src=x onerror="alert(1)">'&`
    const spoilt = <T>(value: T): T => {
      if (typeof value === 'string') return `${value}${evil}` as T
      if (typeof value !== 'object' || value === null) return value
      if (Array.isArray(value)) return value.map(spoilt) as T
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, spoilt(one)])) as T
    }
    const whole = run({
      note: 'through a port-forward',
      verdict: { passed: false, rules: [{ rule: 'p99<1s', holds: false, saw: '2 s' }] },
    })
    const totals = { ...whole.totals!, codes: { [evil]: 1 }, errors: { [evil]: 1 }, warnings: ['slow'] }
    const { text } = exportFlight({ ...saved, run: spoilt({ ...whole, totals }), slices: [slice(0)] }, 'html')
    expect(text).not.toMatch(/<\/?script|<img|onerror="/)
    const told = text.split('&lt;/script&gt;&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&#39;&amp;')
    // Title and heading (method, URL), via, start, state, note, warning, code, error, rule and what it saw.
    expect(told.length - 1).toBe(13)
  })

  it.each([
    ['passed', [true], [], '<span class="good">passed</span></h2>'],
    ['passed, in doubt', [true], ['late'], 'passed</span>, but this machine or its cap was the limit</h2>'],
    ['failed', [true, false, null], [], '<span class="bad">failed</span>'],
    ['not known', [true, null], [], '<span class="bad">not known</span>'],
  ] as const)('HTML: its rules have %s', (_what, holds, warnings, words) => {
    const rules = holds.map((one) => ({ rule: 'p99<1s', holds: one, saw: 'x' }))
    const verdict = { passed: holds.every((one) => one === true), rules }
    const totals = { ...run().totals!, warnings: [...warnings] }
    expect(exportFlight({ ...saved, run: run({ verdict, totals }) }, 'html').text).toContain(words)
  })

  it('HTML: names the answers with their share, and asks for nothing at the moment of landing', () => {
    const slices = [slice(0, { asked: 40 }), slice(250, { asked: 40 }), slice(500, { asked: 0, lengthMs: 0 })]
    const { text } = exportFlight({ ...saved, slices }, 'html')
    expect(text).toContain('<td>200 OK</td><td>5</td><td>62.50 %</td>')
    expect(text).toContain('<td>503 Service Unavailable</td><td>2</td><td>25.00 %</td>')
    expect(text).toContain('<td>failed</td><td>1</td><td>12.50 %</td>')
    // A result of Fortio's knows no time at which a request was due.
    expect(text).not.toContain('<td>send lag</td>')
    const own = exportFlight({ ...saved, run: run({ readFrom: undefined }), slices }, 'html').text
    expect(own).toContain('<td>send lag</td>')
    expect(own).toContain('<p class="dim">HTTP/1.1, timeout 10 s. Open model: 10 per second.</p>')
    expect(text).not.toContain('Open model')
    expect([own.includes('<h2>Response time, ms'), text.includes('<h2>Service time, ms')]).toEqual([
      true,
      true,
    ])
    const rates = text.slice(text.indexOf('Requests per second'))
    const asked = /class="l1" d="([^"]+)"/.exec(rates)?.[1] ?? ''
    expect(asked.match(/[ML]/g)).toEqual(['M', 'L'])
  })

  it('HTML: never rounds a share that is there to nothing, and says what an error is', () => {
    const { totals } = run()
    if (totals === null) throw new Error('the result of Fortio has totals')
    const part = { errorPercent: 0.0001, codes: { 200: 999_999 }, errors: { 'no free port': 1 } }
    const { text } = exportFlight({ ...saved, run: run({ totals: { ...totals, ...part } }) }, 'html')
    expect(text).toContain('Errors: &lt;0.01 %.')
    expect(text).toContain('<td>200 OK</td><td>999999</td><td>&gt;99.99 %</td>')
    expect(text).toContain('<td>no free port (of this machine)</td><td>1</td><td>&lt;0.01 %</td>')
  })

  it('HTML: says so when nothing was measured', () => {
    expect(exportFlight({ ...saved, run: run({ totals: null }) }, 'html').text).toContain(
      'Nothing was measured.',
    )
  })
})
