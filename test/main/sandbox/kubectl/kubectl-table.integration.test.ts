/**
 * Every command of the table in every kubectl from 1.29 on: what it prints, and which requests it sends. All are run
 * first, side by side, and looked at then.
 */
import { beforeAll, describe, it } from 'vitest'
import { kubectlVersions } from '../../../support/kubectl.ts'
import { checkRow } from './check-row.ts'
import { minorOf, namespaceOf, recordStories } from './record-stories.ts'
import type { Ran } from './run-rows.ts'
import { applying } from './stories/applying.ts'
import { changing } from './stories/changing.ts'
import { cluster } from './stories/cluster.ts'
import { creating } from './stories/creating.ts'
import { deleting } from './stories/deleting.ts'
import { describing } from './stories/describing.ts'
import { nodes } from './stories/nodes.ts'
import { pods } from './stories/pods.ts'
import { reading } from './stories/reading.ts'
import { rollouts } from './stories/rollouts.ts'

/** The longest first. */
const stories = [nodes, rollouts, pods, changing, applying, reading, creating, describing, deleting, cluster]
const versions = kubectlVersions().filter((version) => !Number.isNaN(minorOf(version)))

describe.skipIf(versions.length === 0)(
  'kubectl (skipped where none named kubectl.1.NN lies beside the one on PATH)',
  () => {
    let ran: Map<string, Ran[]>
    beforeAll(async () => {
      ran = await recordStories(stories, versions)
    }, 1_800_000)

    describe.each(versions)('$name', (version) => {
      const minor = minorOf(version)
      describe.each(stories)('$name', (story) => {
        const namespace = namespaceOf(story, minor)
        it.each(story.rows.map((row, index) => ({ run: row.run, row, index })))(
          '$index: $run',
          ({ row, index }) => {
            const recorded = ran.get(namespace)?.[index]
            if (recorded === undefined) throw new Error('it was not run')
            checkRow(row, recorded, minor, namespace)
          },
        )
      })
    })
  },
)
