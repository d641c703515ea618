/** What Kubernetes and cel-go's extensions add to the language that the library has. */
import type { Environment } from '@marcbachmann/cel-js'
import { addKubernetesFunctions } from './kubernetes-functions.ts'
import { greatest, isSorted, least, sum } from './list-functions.ts'
import { charAt, find, findAll, replaced } from './text-functions.ts'

class SetsNamespace {}

const elsewhere = () => undefined

export function addFunctions(environment: Environment): void {
  environment
    .registerFunction('matches(string, string): bool', elsewhere)
    .registerFunction('string.charAt(int): string', charAt)
    .registerFunction('string.find(string): string', find)
    .registerFunction('string.findAll(string): list<string>', findAll)
    .registerFunction('string.findAll(string, int): list<string>', findAll)
    .registerFunction('string.replace(string, string): string', (text: string, old: string, by: string) =>
      replaced(text, old, by, -1),
    )
    .registerFunction(
      'string.replace(string, string, int): string',
      (text: string, old: string, by: string, most: bigint) => replaced(text, old, by, Number(most)),
    )
    .registerFunction('list.isSorted(): bool', isSorted)
    .registerFunction('list.sum(): dyn', sum)
    .registerFunction('list.min(): dyn', least)
    .registerFunction('list.max(): dyn', greatest)
    // What these do stands in ownFunctions.
    .registerFunction('list.indexOf(dyn): int', elsewhere)
    .registerFunction('list.lastIndexOf(dyn): int', elsewhere)
    .registerType('SetsNamespace', SetsNamespace)
    .registerConstant('sets', 'SetsNamespace', new SetsNamespace())
    .registerFunction('SetsNamespace.contains(list, list): bool', elsewhere)
    .registerFunction('SetsNamespace.intersects(list, list): bool', elsewhere)
    .registerFunction('SetsNamespace.equivalent(list, list): bool', elsewhere)
  for (const [name, type] of [
    ['timestamp', 'google.protobuf.Timestamp'],
    ['duration', 'google.protobuf.Duration'],
  ])
    environment.registerFunction(`${name}(${type}): ${type}`, (value: unknown) => value)
  addKubernetesFunctions(environment)
}
