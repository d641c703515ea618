/** Slips of the hand that are seen before anything is contacted: one sentence, exit code 2, nothing on stdout. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Aviary, aviaryAtHome } from '../../../support/aviary.ts'

const mend = 'Mend it, then try again.'

describe('a bad option', () => {
  let aviary: Aviary
  beforeAll(async () => {
    aviary = await aviaryAtHome()
    await writeFile(join(aviary.home, 'empty'), '{}')
  })
  afterAll(() => aviary?.close())

  it.each([
    [['graph', '--duration', '0s'], '--duration: "0s" is not a window of more than 0 and at most 30 days'],
    [['graph', '--duration', '31d'], '--duration: "31d" is not a window of more than 0 and at most 30 days'],
    [['demo', '--control-plane', '/no/file'], '--control-plane: there is no file /no/file'],
    [['demo', '--good-tag', ''], '--good-tag: "" is no tag of an image, such as 1.20.4'],
    [['demo', '--bad-tag', 'a b'], '--bad-tag: "a b" is no tag of an image, such as 1.20.4'],
    [
      ['config', 'set', 'theme', 'pink'],
      'theme: Invalid option: expected one of "system"|"dark"|"light"; theme is system, dark or light',
    ],
    [
      ['config', 'set', 'lastPicked', '3'],
      'lastPicked: Invalid input: expected array, received number; lastPicked is a list such as [prod, stage]',
    ],
    [
      ['nonsense'],
      'nonsense: it is not one of desktop, serve, contexts, sandbox, demo, mesh, prometheus, graph, flight, canary, activity, config, completion, help',
    ],
  ])('aviary %j', async (args, sentence) => {
    expect(await aviary.run(args)).toEqual({ code: 2, stdout: '', stderr: `aviary: ${sentence}. ${mend}\n` })
  })

  it('a kubeconfig without contexts', async () => {
    expect(await aviary.run(['graph', '--kubeconfig', join(aviary.home, 'empty')])).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'aviary: No context is picked. The kubeconfig has none: name another with --kubeconfig or KUBECONFIG.\n',
    })
  })
})
