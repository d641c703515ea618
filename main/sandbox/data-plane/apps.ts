/** Which program a container runs: one of Bookinfo's by its image, else one that says who it is. */
import type { ImageBehaviour } from '../image-behaviour.ts'
import { type App, textReply } from './app.ts'
import { bookinfoApp } from './bookinfo-apps.ts'
import { grpcReply, isGrpc, serving } from './grpc.ts'

const echo: App = async (request, world) => {
  await world.work(2)
  const said = request.body?.toString() ?? ''
  return textReply(`Hello from ${world.pod}: ${request.method} ${request.path}\n${said}`)
}

/** Answers with the message that it got; when asked for its health, that it serves. */
const grpcEcho: App = async ({ path, body }, world) => {
  await world.work(3)
  return path === '/grpc.health.v1.Health/Check' ? grpcReply(0, serving) : grpcReply(0, body)
}

/** What it got, or as much as a small row of a table. */
const tcpEcho: App = async ({ body }, world) => {
  await world.work(2)
  return { ...textReply(''), body: body ?? Buffer.alloc(512) }
}

function programOf(image: string): App {
  if (/(^|\/)grpc-echo(?=[:@]|$)/.test(image)) return grpcEcho
  if (/(^|\/)tcp-echo(?=[:@]|$)/.test(image)) return tcpEcho
  return bookinfoApp(image) ?? echo
}

/** The program with the behaviour that its image's tag asks for. */
export function appOf(
  image: string,
  behaviour: ImageBehaviour,
  wait: (ms: number) => Promise<void>,
  random: () => number,
): App {
  if (behaviour.hangs) return () => new Promise(() => undefined)
  const program = programOf(image)
  if (behaviour.delayMs === 0 && behaviour.errorPercent === 0) return program
  return async (request, world) => {
    if (behaviour.delayMs > 0) await wait(behaviour.delayMs)
    if (random() * 100 < behaviour.errorPercent) {
      await world.work(5)
      return isGrpc(request.headers) ? grpcReply(13) : textReply('Internal Server Error\n', 500)
    }
    return await program(request, world)
  }
}
