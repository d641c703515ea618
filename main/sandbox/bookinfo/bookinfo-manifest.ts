/** Bookinfo as YAML for `kubectl apply -f -`. */
import { stringify } from 'yaml'
import { bookinfoObjects } from './bookinfo-objects.ts'

export async function bookinfoManifest(cluster: string, clusters = 2): Promise<string> {
  return bookinfoObjects(cluster, clusters)
    .map(({ object }) => stringify(object))
    .join('---\n')
}
