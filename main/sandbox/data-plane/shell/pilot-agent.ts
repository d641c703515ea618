/** `pilot-agent request GET config_dump`: asks the admin port of the proxy, as istioctl does. */
import { complain, type Program, say } from './machine.ts'
import { askWeb } from './web-request.ts'

export const pilotAgent: Program = async (process) => {
  const [verb, method = '', path = ''] = process.args.filter((one) => !one.startsWith('--'))
  if (verb !== 'request')
    return await complain({ ...process, name: 'Error' }, `unknown command "${verb ?? ''}" for "pilot-agent"`)
  if (path === '') return await complain({ ...process, name: 'Error' }, 'accepts 2 arg(s)')
  const url = `http://localhost:15000/${path.replace(/^\//, '')}`
  const asked = { url, method: method.toUpperCase(), headers: [], body: '' }
  const { result } = await askWeb(process.machine, asked, { timeoutMs: undefined, told: process.told })
  if (typeof result === 'string')
    return await complain({ ...process, name: 'Error' }, `command ${method} ${path} failed: ${result}`)
  if (result.status >= 400)
    return await complain(
      { ...process, name: 'Error' },
      `unexpected status code ${result.status}: ${result.body.toString('utf8')}`,
    )
  await say(process, result.body.toString('utf8'))
  return 0
}
