/** The pod of a Fortio Job, and what it logs. */
import type { Pod } from '#shared/model/kube.ts'

export const fortioLog = `Fortio 1.75.2 running\n${JSON.stringify(
  {
    ...{
      RunType: 'HTTP',
      StartTime: '2026-11-24T10:00:00Z',
      // Hastened, to make 20.
      RequestedQPS: '20.6',
      ActualQPS: 12,
      ActualDuration: 5e9,
    },
    ...{ NumThreads: 4, URL: 'http://cart.shop.svc:80/', RetCodes: { 200: 50, 503: 10 } },
    DurationHistogram: {
      Count: 60,
      Min: 0.1,
      Max: 0.5,
      Sum: 18,
      Avg: 0.3,
      StdDev: 0.1,
      Data: [{ Start: 0.1, End: 0.5, Percent: 100, Count: 60 }],
      Percentiles: [{ Percentile: 99, Value: 0.4 }],
    },
  },
  null,
  2,
)}\n`

export const fortioPod = (name: string, state: Record<string, object>): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels: { 'aviary.dev/flight': name } },
  spec: { containers: [{ name: 'fortio', image: 'fortio/fortio:1' }] },
  status: { containerStatuses: [{ name: 'fortio', image: 'x', ready: true, restartCount: 0, state }] },
})
