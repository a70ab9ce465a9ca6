import { type Identity, keyOf } from '../api/identity.ts'
import type { Words } from '../words/words.ts'
import { shortenIds } from './shorten.ts'

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

/** Returns the role, the ID and the sandbox: what tells identities apart first, because a narrow field cuts off the end. */
function labelOf({ id, origin, roles, sandboxName }: Identity, words: Words['identity']): string {
  const [role, ...others] = roles.map(({ roleName }) => roleName)
  const shown = (role ?? words.noRoles) + (others.length > 0 ? ` +${others.length}` : '')
  return [origin === 'own' ? words.own : shown, shortenIds(id), sandboxName].filter(Boolean).join(' · ')
}
