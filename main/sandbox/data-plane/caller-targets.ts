/** What a caller calls, read from its TARGETS: `http://details.bookinfo:9080/details/0@5,grpc://echo:7070/Echo/Say@2`. */
export interface CallerTarget {
  readonly scheme: 'http' | 'grpc' | 'tcp'
  readonly host: string
  readonly port: number
  readonly path: string
  readonly perSecond: number
}

const pattern = /^(http|grpc|tcp):\/\/([^/:@]+)(?::(\d+))?(\/[^@]*)?(?:@(\d+(?:\.\d+)?))?$/

/** What cannot be read is left out. */
export function callerTargets(text: string): CallerTarget[] {
  return text.split(/[\s,]+/).flatMap((one) => {
    const [, scheme, host = '', port = '80', path = '/', rate = '1'] = pattern.exec(one) ?? []
    if (scheme === undefined || Number(rate) === 0) return []
    return [
      { scheme: scheme as CallerTarget['scheme'], host, port: Number(port), path, perSecond: Number(rate) },
    ]
  })
}
