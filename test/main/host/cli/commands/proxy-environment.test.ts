import { expect, it } from 'vitest'
import { unfollowedProxy } from '#main/host/cli/commands/proxy-environment.ts'

const target = (url: string) => ({ target: { kind: 'url', url } as const })
const east = { kind: 'gateway', context: 'east', host: 'a' } as const
const directly = 'is set and not followed: the flight goes directly; --proxy sends it through one.'

it.each([
  [target('http://a.example/'), { HTTP_PROXY: 'http://p:1', https_proxy: 'x' }, `HTTP_PROXY ${directly}`],
  [target('https://a.example/'), { HTTP_PROXY: 'x', https_proxy: 'http://p:1' }, `https_proxy ${directly}`],
  [target('https://a.example/'), { HTTPS_PROXY: '', all_proxy: 'http://p:1' }, `all_proxy ${directly}`],
  [target('https://a.example/'), { HTTP_PROXY: 'http://p:1', NO_PROXY: '*' }, undefined],
  [target('http://127.0.0.1:8080/'), { HTTP_PROXY: 'http://p:1' }, undefined],
  [target('http://a.example/'), {}, undefined],
  [{ target: east }, { HTTP_PROXY: 'http://p:1' }, undefined],
  [
    { ...target('http://a.example/'), proxy: 'http://p:1' },
    { HTTP_PROXY: 'http://q:1', no_proxy: '.example' },
    'no_proxy is set and not followed: the whole flight goes through the proxy.',
  ],
  [{ ...target('http://a.example/'), proxy: 'http://p:1' }, { HTTP_PROXY: 'http://q:1' }, undefined],
])('%j in %j: %s', (plan, env, said) => expect(unfollowedProxy(plan, env)).toBe(said))
