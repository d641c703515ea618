/** `test` and `[`: one comparison or check, perhaps negated. */
import { complain, type Process, type Program } from './machine.ts'

const compares: Readonly<Record<string, ((left: string, right: string) => boolean) | undefined>> = {
  '=': (left, right) => left === right,
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '-eq': (left, right) => Number(left) === Number(right),
  '-ne': (left, right) => Number(left) !== Number(right),
  '-lt': (left, right) => Number(left) < Number(right),
  '-le': (left, right) => Number(left) <= Number(right),
  '-gt': (left, right) => Number(left) > Number(right),
  '-ge': (left, right) => Number(left) >= Number(right),
}

export const test: Program = async (process) => {
  const args = [...process.args]
  if (process.name === '[' && args.pop() !== ']') return await complain(process, "missing ']'", 2)
  const holds = await check(process, args)
  return holds === undefined
    ? await complain(process, `${args[1] ?? args[0]}: unknown operand`, 2)
    : holds
      ? 0
      : 1
}

async function check(process: Process, args: readonly string[]): Promise<boolean | undefined> {
  const [first, second, third] = args
  if (first === '!' && args.length > 1) {
    const holds = await check(process, args.slice(1))
    return holds === undefined ? undefined : !holds
  }
  if (args.length <= 1) return (first ?? '') !== ''
  if (args.length === 3) return compares[second ?? '']?.(first ?? '', third ?? '')
  if (args.length > 3) return undefined
  if (first === '-n') return second !== ''
  if (first === '-z') return second === ''
  if (first === '-e' || first === '-f' || first === '-r' || first === '-s')
    return (await process.machine.readFile(second ?? '')) !== undefined
  if (first === '-d') return process.machine.filesIn(second ?? '') !== undefined
  return undefined
}
