import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readConnection } from '../../../../main/sandbox/remote/connection.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')

describe('readConnection', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aviary-connection-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  async function read(cluster: string, user: string, current = 'one') {
    const file = join(folder, 'config')
    const text = `
current-context: ${current}
contexts: [{ name: one, context: { cluster: c, user: u } }]
clusters: [{ name: c, cluster: { server: 'https://127.0.0.1:6443/', ${cluster} } }]
users: [{ name: u, user: { ${user} } }]
`
    await writeFile(file, text)
    return await readConnection(file)
  }

  it('reads a token and a certificate authority', async () => {
    expect(await read(`certificate-authority-data: ${base64('CA')}`, 'token: secret')).toEqual({
      name: 'one',
      server: 'https://127.0.0.1:6443',
      token: 'secret',
      tls: { ca: 'CA' },
    })
  })

  it('reads client certificates and files beside the kubeconfig', async () => {
    await writeFile(join(folder, 'ca.crt'), 'CA')
    await writeFile(join(folder, 'me.key'), 'KEY')
    const user = `client-certificate-data: ${base64('CERT')}, client-key: me.key`
    const { tls } = await read('certificate-authority: ca.crt, tls-server-name: api', user)
    expect(tls).toEqual({ ca: 'CA', cert: 'CERT', key: 'KEY', servername: 'api' })
  })

  it('reads a token file', async () => {
    await writeFile(join(folder, 'token'), 'secret\n')
    const { token, tls } = await read('insecure-skip-tls-verify: true', 'tokenFile: token')
    expect(token).toBe('secret')
    expect(tls).toEqual({ rejectUnauthorized: false })
  })

  it('says what is missing', async () => {
    await expect(read('', '')).rejects.toThrow('neither a token nor a client certificate')
    await expect(read('', 'token: t', 'two')).rejects.toThrow('the current context "two" leads to no cluster')
    await expect(read('', 'token: t', '""')).rejects.toThrow('has no current context')
  })

  it('says in a sentence that there is no such file, or that it is no kubeconfig', async () => {
    const missing = join(folder, 'nowhere')
    await expect(readConnection(missing)).rejects.toThrow(`there is no file ${missing}`)
    await expect(readConnection(folder)).rejects.toThrow(`${folder} cannot be read (it is a folder)`)
    const file = join(folder, 'config')
    await writeFile(file, 'a: [')
    await expect(readConnection(file)).rejects.toThrow(`${file} is no YAML: Flow sequence`)
    await writeFile(file, 'hello')
    await expect(readConnection(file)).rejects.toThrow(new Error(`${file} is not a kubeconfig`))
    await writeFile(file, '{}')
    await expect(readConnection(file)).rejects.toThrow(new Error(`${file} has no current context`))
    await writeFile(file, 'current-context: a\ncontexts: b')
    await expect(readConnection(file)).rejects.toThrow(`${file} is not a kubeconfig (contexts: Invalid input`)
  })
})
