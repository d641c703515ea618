import { describe, expect, it } from 'vitest'
import { type FortioArguments, fortioArguments } from '#shared/flight/in-cluster/fortio-arguments.ts'
import type { FlightPlanInput } from '#shared/model/flight.ts'
import { planOf } from './plans.ts'

const url = 'http://cart.shop.svc:80/'
const made = (plan: Partial<FlightPlanInput> = {}, host?: string) =>
  fortioArguments(planOf(plan), { url, host, label: 'a flight' })
const argsOf = (plan: Partial<FlightPlanInput> = {}, host?: string) =>
  (made(plan, host) as FortioArguments).args

describe('fortioArguments', () => {
  it('says the whole load, so that no default of Fortio counts', () => {
    expect(argsOf({ rate: 12.5, connections: 8, expect: ['p95<1s'] })).toEqual([
      ...['load', '-json', '-', '-qps', '12.5', '-c', '8', '-t', '1m30s', '-r', '0.0001'],
      ...['-p', '50,75,90,95,99,99.9', '-timeout', '10s', '-uniform', '-allow-initial-errors'],
      ...['-loglevel', 'critical', '-labels', 'a flight', '-resolve-ip-type', 'ip', '-X', 'GET', url],
    ])
  })

  it.each([
    [{ rate: 'max' }, ['-qps', '0']],
    [{ missed: 'skip' }, ['-nocatchup']],
    [{ model: 'closed' }, ['-nocatchup']],
    [{ dns: 'once' }, ['-no-reresolve']],
    [{ requestsPerConnection: 1 }, ['-keepalive=false']],
    [{ requestsPerConnection: 7 }, ['-connection-reuse', '7:7']],
    [{ protocol: 'http2' }, ['-h2', '-stdclient']],
    [{ method: 'HEAD' }, ['-stdclient']],
    [{ method: 'PUT', body: 'x=1' }, ['-payload', 'x=1']],
    [{ headers: [['X-Trace', '7']] }, ['-H', 'X-Trace: 7']],
    [{ target: { kind: 'url', url: 'https://a' }, tls: { insecure: true } }, ['-k']],
  ] as const)('%j gives %j', (plan, wanted) => {
    expect(argsOf(structuredClone(plan) as Partial<FlightPlanInput>).join(' ')).toContain(wanted.join(' '))
  })

  it('takes as many connections as keep the rate or slow answers need, and tells what becomes of it', () => {
    const short = { rate: 50, durationSeconds: 5, connections: 64 }
    const slow = made({ ...short, expect: ['p99<1s'] }) as FortioArguments
    expect(slow.args.join(' ')).toContain('-c 50 ')
    expect(slow.notes[0]).toMatch(/with 50, 250 requests in 6 s, which is 41\.8\/s and not 50\/s/)
    const asked = made({ ...short, expect: ['p99<1s', 'rate>=99%'] }) as FortioArguments
    expect(asked.args.join(' ')).toContain('-qps 51.8 -c 10 -t 4.82644')
    expect(asked.notes[0]).toMatch(
      /told 51.8\/s it makes 50\/s of that with 10, where answers take 200 ms at most/,
    )
    const long = made({ rate: 50, durationSeconds: 60, connections: 64 }) as FortioArguments
    expect(long.args.join(' ')).toContain('-c 30 ')
    expect(long.notes.join(' ')).not.toMatch(/connections/)
  })

  it('keeps secrets out, by a variable, and other dollars as they are', () => {
    const headers: [string, string][] = [
      ['X-Price', '$(EUR)'],
      ['Authorization', 'Bearer s3cret'],
    ]
    const args = argsOf({ headers }, 'shop.example.com')
    expect(args.filter((_, at) => args[at - 1] === '-H')).toEqual([
      'X-Price: $$(EUR)',
      'Authorization: $(HEADER_1)',
      'Host: shop.example.com',
    ])
    expect(args.join(' ')).not.toContain('s3cret')
  })

  it.each([
    [{ stages: [{ rate: 5, seconds: 5 }] }, 'stages'],
    [{ durationSeconds: null }, 'duration'],
    [{ warmUpSeconds: 5 }, 'warmUpSeconds'],
    [{ pacing: 'precise' }, 'pacing'],
    [{ target: { kind: 'url', url: 'http://a' }, proxy: 'http://p:1' }, 'proxy'],
    [{ protocol: 'grpc', grpc: { method: 'a.B/C' } }, 'protocol'],
    [{ protocol: 'grpc', grpc: { method: 'grpc.health.v1.Health/Check', message: 'hex:ff' } }, 'protocol'],
    [{ tls: { cert: 'PEM', key: 'PEM' } }, 'tls'],
    [{ tls: { ca: 'PEM' } }, 'tls'],
    [{ body: 'x'.repeat(200_000) }, 'body'],
  ] satisfies [Partial<FlightPlanInput>, string][])('refuses %j', (plan, field) => {
    expect(made(plan)).toEqual({ field, reason: expect.stringMatching(/^.{20,}[^.]$/) })
  })

  it('asks for the health of a gRPC server by its address', () => {
    const health = (message: string) => {
      const grpc = { method: 'grpc.health.v1.Health/Check', message }
      return argsOf({ protocol: 'grpc', grpc, method: 'POST', headers: [['X-A', '1']] }).join(' ')
    }
    expect(health('hex:0a0473686f70')).toMatch(/ -grpc -healthservice shop -H X-A: 1 cart\.shop\.svc:80$/)
    expect(health('hex:')).toMatch(/ -grpc -H X-A: 1 cart\.shop\.svc:80$/)
    expect(health('')).not.toMatch(/ -X | -payload /)
  })

  it('tells what it does otherwise, and nothing where it does not', () => {
    const alone = 'Fortio counts an answer that breaks off as a whole one'
    const most = { rate: 'max' } as const
    expect((made(most) as FortioArguments).notes).toEqual([
      `${alone}, and sends once more what a kept connection has lost.`,
    ])
    const each = made({ ...most, requestsPerConnection: 1 }) as FortioArguments
    expect(each.notes).toEqual([`${alone}.`])
    const { notes } = made({
      ...{ abort: true, expect: ['p99<1s'], durationSeconds: 5 },
    }) as FortioArguments
    expect(notes).toHaveLength(5)
    expect(notes.every((note) => /^Fortio .*\.$/.test(note))).toBe(true)
  })
})
