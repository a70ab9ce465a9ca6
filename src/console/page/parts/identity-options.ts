import { type Identity, keyOf } from '../api/identity.ts'
import type { Words } from '../words/words.ts'

/** Returns the identities as options of a select, grouped by origin. */
export function identityOptions(identities: readonly Identity[], words: Words['identity']) {
  const groups = Map.groupBy(identities, identity => groupOf(identity, words))
  return [...groups].map(([group, members]) => ({
    group,
    items: members.map(member => ({ value: keyOf(member), label: labelOf(member, words) }))
  }))
}

function groupOf({ origin, sandboxName = '' }: Identity, words: Words['identity']): string {
  return origin === 'sandbox' ? words.sandbox(sandboxName) : words[origin]
}

function labelOf({ id, origin, roles }: Identity, words: Words['identity']): string {
  const names = roles.map(({ roleName }) => roleName).join(', ')
  return origin === 'own' ? id : `${id} · ${names || words.noRoles}`
}
