import { expect, it } from 'vitest'
import { createPodFiles } from '#main/sandbox/data-plane/pod-files.ts'
import type { PodRuntime } from '#main/sandbox/data-plane/pod-runtime.ts'

const web = { name: 'web', image: 'web:1' }
const proxy = { name: 'istio-proxy', image: 'proxy:1' }
const text = (value: string) => Buffer.from(value)

function files() {
  const pod = { container: web, restarts: 0 } as PodRuntime
  const of = createPodFiles()
  return { pod, web: () => of(pod, web), proxy: () => of(pod, proxy) }
}

it('each container has its own, below /tmp alone', () => {
  const { web, proxy } = files()
  expect(web().write('/tmp/a', text('one'))).toBe(true)
  expect(web().write('/tmp/deep/b', text('two'))).toBe(true)
  expect(String(web().read('/tmp/a'))).toBe('one')
  expect(proxy().read('/tmp/a')).toBeUndefined()
  for (const path of ['/etc/a', '/tmp', '/tmp/', '/tmp/../etc/a', '/tmp/a/..', 'tmp/a', '/tmp//a'])
    expect(web().write(path, text('x')), path).toBe(false)
})

it('folders are those that have files in them, and the usual ones', () => {
  const { web } = files()
  web().write('/tmp/deep/b', text('two'))
  web().write('/tmp/a', text('one'))
  expect(web().below('/tmp/')).toEqual(['/tmp/a', '/tmp/deep/b'])
  expect(web().below('/tmp/deep')).toEqual(['/tmp/deep/b'])
  expect(web().below('/')).toHaveLength(2)
  expect(web().below('/etc')).toEqual([])
  expect(web().below('/tmp/a')).toBeUndefined()
  expect(web().below('/tmp/de')).toBeUndefined()
})

it('are gone when the container starts anew', () => {
  const { pod, web, proxy } = files()
  web().write('/tmp/a', text('one'))
  proxy().write('/tmp/a', text('kept'))
  pod.restarts = 1
  expect(web().read('/tmp/a')).toBeUndefined()
  expect(String(proxy().read('/tmp/a'))).toBe('kept')
})

it('are bounded', () => {
  const { web } = files()
  expect(web().write('/tmp/big', Buffer.alloc(1_048_577))).toBe(false)
  for (let at = 0; at < 64; at += 1) expect(web().write(`/tmp/${at}`, text('x'))).toBe(true)
  expect(web().write('/tmp/more', text('x'))).toBe(false)
  expect(web().write('/tmp/0', text('y'))).toBe(true)
})
