import { describe, expect, it } from 'vitest'
import { imageBehaviour } from '#main/sandbox/image-behaviour.ts'

const good = {
  errorPercent: 0,
  delayMs: 0,
  crashes: false,
  exitCode: null,
  runsMs: null,
  missing: false,
  hangs: false,
  drains: false,
  startDelayMs: 0,
  unreadyAfterMs: null,
  busyMillicores: 0,
  cpuMsPerRequest: 0,
}

describe('how a version behaves', () => {
  it.each([
    ['docker.io/istio/examples-bookinfo-details-v1:1.20.3', {}],
    ['registry:5000/app-error-50', {}],
    ['app:1.18.0-error-30', { errorPercent: 30 }],
    ['app:1-error-300', { errorPercent: 100 }],
    ['app:1.18.0-slow-800ms', { delayMs: 800 }],
    ['app:1.18.0-slow-2s-error-5', { delayMs: 2000, errorPercent: 5 }],
    ['app:1.18.0-crash', { crashes: true }],
    ['app:1.18.0-crashproof', {}],
    ['app:1.18.0-missing', { missing: true }],
    ['app:1.18.0-hang', { hangs: true }],
    ['app:1.18.0-drain-error-5', { drains: true, errorPercent: 5 }],
    ['app:1-start-3s', { startDelayMs: 3000 }],
    ['app:1-unready-10s', { unreadyAfterMs: 10_000 }],
    ['app:1-exit-0', { exitCode: 0 }],
    ['app:1-run-5s-exit-3', { exitCode: 3, runsMs: 5_000 }],
    ['app:1-cpu-20m', { busyMillicores: 20 }],
    ['app:1-cpu-20ms', { cpuMsPerRequest: 20 }],
    ['app:1-error-30@sha256:0123abcd', { errorPercent: 30 }],
  ])('of %s', (image, behaviour) => expect(imageBehaviour(image)).toEqual({ ...good, ...behaviour }))
})
