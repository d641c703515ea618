/** What `/version` says. kubectl of the Google Cloud SDK picks its own version by the minor. */
export const kubernetesVersion = '1.33.1'

export function versionInfo(version: string): Record<string, string> {
  const [major = '1', minor = '33'] = version.split('.')
  return {
    major,
    minor,
    gitVersion: `v${version}`,
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: '',
    compiler: '',
    platform: 'aviary/sandbox',
  }
}
