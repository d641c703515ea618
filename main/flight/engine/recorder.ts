/** Counts what a generator does in one slice, without allocating: only `take` builds objects. */
import type { EncodedTally } from '#shared/flight/tally.ts'
import { encodeHistograms, histogramNames, newHistograms } from '#shared/flight/tally.ts'

const nsPerMs = 1e6

export class Recorder {
  private readonly histograms = newHistograms()
  /** HTTP's have three digits, gRPC's fewer. */
  private readonly codes = new Uint32Array(1000)
  private errors: Record<string, number> = {}
  private sent = 0
  private done = 0
  private bytes = 0

  dispatched(lagMs: number): void {
    this.histograms.dispatch.record(lagMs * nsPerMs)
  }

  sending(lagMs: number): void {
    this.sent++
    this.histograms.lag.record(lagMs * nsPerMs)
  }

  received(bytes: number): void {
    this.bytes += bytes
  }

  connected(ms: number): void {
    this.histograms.connect.record(ms * nsPerMs)
  }

  answered(
    status: number,
    responseMs: number,
    serviceMs: number,
    bodyBytes: number,
    headBytes: number,
  ): void {
    this.done++
    this.codes[status]! += 1
    this.histograms.response.record(responseMs * nsPerMs)
    this.histograms.service.record(serviceMs * nsPerMs)
    if (!isGood(status)) this.histograms.failed.record(responseMs * nsPerMs)
    this.histograms.body.record(bodyBytes)
    this.histograms.head.record(headBytes)
  }

  failed(kind: string, responseMs: number, serviceMs: number): void {
    this.done++
    this.errors[kind] = (this.errors[kind] ?? 0) + 1
    this.histograms.response.record(responseMs * nsPerMs)
    this.histograms.service.record(serviceMs * nsPerMs)
    this.histograms.failed.record(responseMs * nsPerMs)
  }

  /** What was counted since the last time. */
  take(): EncodedTally {
    const codes: Record<string, number> = {}
    for (let status = 0; status < 1000; status++) {
      const count = this.codes[status]!
      if (count > 0) codes[status < 100 ? `grpc-${status}` : status] = count
    }
    const { sent, done, bytes, errors } = this
    const tally = { sent, done, bytes, codes, errors, histograms: encodeHistograms(this.histograms) }
    for (const name of histogramNames) this.histograms[name].clear()
    this.codes.fill(0)
    this.errors = {}
    this.sent = 0
    this.done = 0
    this.bytes = 0
    return tally
  }
}

/** As Fortio has it (fortio/fortio, fhttp/http_client.go, codeIsOK); of gRPC's statuses only OK. */
const isGood = (status: number) => status === 0 || (status >= 200 && status <= 299) || status === 418
