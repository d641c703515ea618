/** The reviews that kubectl posts: the one user of a sandbox may do everything. */

import type { Fields } from '#shared/model/fields.ts'
import type { User } from './account-tokens.ts'
import { fieldsAt } from './fields.ts'

export const sandboxUser: User = {
  username: 'sandbox-admin',
  groups: ['system:masters', 'system:authenticated'],
}

const everything = {
  resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
  nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
  incomplete: false,
}

/** The review with its status; undefined when it is no kind of review. */
export function review(plural: string, body: Fields, user: User): Fields | undefined {
  const answer = (status: Fields): Fields => ({ ...body, metadata: fieldsAt(body, 'metadata'), status })
  switch (plural) {
    case 'selfsubjectaccessreviews':
      return answer({ allowed: true, reason: 'the user of a sandbox may do everything' })
    case 'selfsubjectrulesreviews':
      return answer(everything)
    case 'selfsubjectreviews':
      return answer({
        userInfo: user,
      })
    default:
      return undefined
  }
}
