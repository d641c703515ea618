/** The set-image form: what is wrong with an image's name, and the kubectl command that means the same. */
import type { Workload } from '#shared/contract/workloads.ts'

// [registry[:port]/]path[:tag][@digest], as the container runtimes read it.
const imagePattern =
  /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@sha256:[a-f0-9]{64})?$/i

/** Null when nothing is wrong. */
export function imageProblem(image: string): string | null {
  const text = image.trim()
  if (text === '') return 'Such as registry/name:tag'
  if (/\s/.test(text)) return 'An image has no spaces'
  return imagePattern.test(text) ? null : 'Not an image; such as registry/name:tag'
}

export function setImageCommand(
  w: Pick<Workload, 'context' | 'namespace' | 'name'>,
  container: string,
  image: string,
): string {
  return `kubectl --context ${w.context} -n ${w.namespace} set image deploy/${w.name} ${container}=${image.trim()}`
}

/** What the change will do, in a sentence. */
export function consequence(w: Pick<Workload, 'name' | 'canary'>): string {
  if (w.canary === null) return `${w.name} has no canary: its pods are replaced at once.`
  if (w.canary.role === 'primary')
    return `${w.name} is the primary of the canary ${w.canary.name} and takes over its images by itself; set the image on the target instead.`
  return `This starts a run of the canary ${w.canary.name}: the new image takes over step by step.`
}
