/** All cases, by topic. */
import type { Case } from '../case.ts'
import { accepts } from './accepts.ts'
import { accountTokens } from './account-tokens.ts'
import { applyCases } from './apply.ts'
import { crud } from './crud.ts'
import { customResources } from './custom-resources.ts'
import { decoding } from './decoding.ts'
import { defaults } from './defaults.ts'
import { discovery } from './discovery.ts'
import { errors } from './errors.ts'
import { eventCases } from './events.ts'
import { lists } from './lists.ts'
import { oldVersions } from './old-versions.ts'
import { patches } from './patches.ts'
import { patterns } from './patterns.ts'
import { podSubresources } from './pod-subresources.ts'
import { ruleDefinitions } from './rule-definitions.ts'
import { rules } from './rules.ts'
import { scales } from './scales.ts'
import { selectors } from './selectors.ts'
import { tables } from './tables.ts'
import { validation } from './validation.ts'
import { volumesAndClasses } from './volumes-and-classes.ts'
import { watchForms } from './watch-forms.ts'
import { watchSelectors } from './watch-selectors.ts'
import { watchStarts } from './watch-starts.ts'
import { watches } from './watches.ts'
import { deletions, dryRuns, subresources } from './writes.ts'

export const casesByTopic: Readonly<Record<string, readonly Case[]>> = {
  crud,
  validation,
  tables,
  defaults,
  decoding,
  errors,
  patches,
  apply: applyCases,
  watch: watches,
  'watch starts': watchStarts,
  'watch selectors': watchSelectors,
  'watch forms': watchForms,
  'old versions': oldVersions,
  selectors,
  events: eventCases,
  'dry run': dryRuns,
  subresources,
  'pod subresources': podSubresources,
  scales,
  tokens: accountTokens,
  accepts,
  deletion: deletions,
  lists,
  discovery,
  'custom resources': customResources,
  patterns,
  'volumes and classes': volumesAndClasses,
  rules,
  'rules of definitions': ruleDefinitions,
}
