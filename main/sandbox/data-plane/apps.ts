/** Which program a container runs: one of Bookinfo's by its image, else one that says who it is. */
import type { ImageBehaviour } from '../image-behaviour.ts'
import { type App, textReply } from './app.ts'
import { bookinfoApp } from './bookinfo-apps.ts'

const echo: App = async (request, world) => {
  await world.work(2)
  return textReply(`Hello from ${world.pod}: ${request.method} ${request.path}\n`)
}

/** The program with the behaviour that its image's tag asks for. */
export function appOf(
  image: string,
  behaviour: ImageBehaviour,
  wait: (ms: number) => Promise<void>,
  random: () => number,
): App {
  if (behaviour.hangs) return () => new Promise(() => undefined)
  const program = bookinfoApp(image) ?? echo
  if (behaviour.delayMs === 0 && behaviour.errorPercent === 0) return program
  return async (request, world) => {
    if (behaviour.delayMs > 0) await wait(behaviour.delayMs)
    if (random() * 100 < behaviour.errorPercent) {
      await world.work(5)
      return textReply('Internal Server Error\n', 500)
    }
    return await program(request, world)
  }
}
