import { describe, expect, it } from 'vitest'
import { readCommandLine } from '../../../../main/host/cli/complete.ts'
import { createProgram } from '../../../../main/host/cli/program.ts'

const contexts = ['dev', 'prod']

function offered(...words: string[]): string[] {
  return readCommandLine(createProgram(), words)
    .candidates(contexts)
    .map(({ value }) => value)
}

describe('readCommandLine', () => {
  it('offers the words of a command, whatever options stand before', () => {
    expect(offered('canary', 'st')).toEqual(['status', 'step'])
    expect(offered('--context', 'canary', '-n', 'mesh', 'canary', 'st')).toEqual(['status', 'step'])
    expect(offered('--context=dev', 'completion', '')).toEqual(['bash', 'fish', 'zsh'])
  })

  it('does not offer what is hidden, and nothing where anything may stand', () => {
    expect(offered('')).not.toContain('__complete')
    expect(offered('canary', 'status', '')).toEqual([])
    expect(offered('flight', 'run', '--rate', '')).toEqual([])
    expect(offered('--nosuch=')).toEqual([])
  })

  it('offers the values of an option, apart or after =', () => {
    expect(offered('graph', '--type', 'v')).toEqual(['versionedApp'])
    expect(offered('canary', 'watch', '--context', '')).toEqual(contexts)
    expect(offered('--confirm=p')).toEqual(['--confirm=prod'])
  })

  it('offers the options of the command and those of all', () => {
    expect(offered('graph', '--se')).toEqual(['--services'])
    expect(offered('graph', '--con')).toEqual(['--confirm', '--context'])
    expect(offered('graph', '--h')).toEqual(['--help'])
  })

  it('reads which kubeconfig the line names', () => {
    const { kubeconfig } = readCommandLine(createProgram(), ['--kubeconfig', 'a', '--kubeconfig=b', ''])
    expect(kubeconfig).toEqual(['a', 'b'])
  })
})
