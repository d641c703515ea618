/**
 * Runs a program that was written for a child of a Node process inside a utilityProcess: what it says with
 * `process.send` goes out on the port that comes with the first message, and what comes in is a `message` of `process`.
 * Its argument is the program's file.
 */
import { pathToFileURL } from 'node:url'
import { signalsOfGroup } from '../../launcher.ts'

const [, , program] = process.argv

for (const signal of signalsOfGroup) process.on(signal, () => undefined)

process.parentPort.once('message', async ({ ports: [port] }) => {
  if (program === undefined || port === undefined) throw new Error('neither a program nor a port was given')
  process.connected = true
  process.send = (message: unknown) => {
    port.postMessage(message)
    return true
  }
  process.disconnect = () => port.close()
  port.on('message', ({ data }) => process.emit('message', data, undefined))
  port.on('close', () => {
    process.connected = false
    process.emit('disconnect')
  })
  await import(pathToFileURL(program).href)
  port.start()
})
