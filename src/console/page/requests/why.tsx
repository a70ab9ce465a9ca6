import { Table, Text } from '@mantine/core'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import type { Identity } from '../api/identity.ts'
import { ownerOf } from '../data/identities.ts'
import { useIdentities, useNames } from '../data/identity.ts'
import { useAdvice } from '../data/journal.ts'
import { useFaults, useOrganizations } from '../data/queries.ts'
import { reasonText } from '../parts/reason-text.ts'
import { useFaultText } from '../parts/use-fault-text.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'

/** Shows why a request got its response: reason, caller, roles, validation, fault. @param source how the response is known */
export function Why({ request, source }: { request: RecordedRequest; source: string | undefined }) {
  const { requests: words, common } = useWords()
  const language = usePreferences(({ language }) => language)
  const nameOf = useNames()
  const describe = useFaultText()
  const faults = useFaults()
  const identities = useIdentities()
  const organizations = useOrganizations()
  const { response, principal, project, organization, authorization, validation, fault, reason } = request
  const { accepted, 'not reached': notReached } = words.outcomes
  const on = (roles: readonly string[], place: string | null | undefined) => {
    const names = roles.join(', ')
    return roles.length === 0 ? [] : [place ? words.roleOn(names, nameOf(place)) : names]
  }
  const { outcome, requiredRoles } = authorization
  const required = requiredRoles && [
    ...on(requiredRoles.project, project),
    // The recorded organization may be the caller's.
    ...on(requiredRoles.organization, ownerOf(organizations, project) ?? organization)
  ]
  const rolesOf = (owner: Pick<Identity, 'roles'> | undefined) =>
    owner?.roles.flatMap(({ roleName, groupId, orgId }) => on([roleName], groupId ?? orgId)) ?? []
  const roles = authorization.roles && rolesOf({ roles: authorization.roles })
  const caller = identities.find(({ id }) => id === principal?.id)
  const known = faults.find(({ id }) => id === fault?.id)
  const rows = [
    [words.reason, [reason ? reasonText(reason, language) : response ? accepted : common.noResponse]],
    [words.caller, [principal?.id ?? words.nobody]],
    // Before the role check, the caller's organization may not be the one requested.
    [words.requiredRoles, outcome === 'not reached' ? [notReached] : required],
    [words.roles, roles?.length === 0 ? [words.noRoles, ...rolesOf(caller)] : roles],
    [words.accessList, reason?.code === 'access-list' && caller?.accessList],
    [words.validation, [words.outcomes[validation.outcome], validation.attribute]],
    [words.fault, fault && [known ? describe(known) : fault.effect]],
    [words.source, [source]],
    [words.advice, useAdvice(request.id)]
  ] as const
  return (
    <Table variant="vertical" layout="fixed" withTableBorder verticalSpacing={4}>
      <Table.Tbody>
        {rows.map(([name, values]) => {
          const lines = (values || []).filter(value => value !== undefined)
          return (
            lines.length > 0 && (
              <Table.Tr key={name}>
                <Table.Th w={{ base: 116, sm: 150 }}>{name}</Table.Th>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>
                  {lines.map(line => (
                    <Text key={line} size="sm">
                      {line}
                    </Text>
                  ))}
                </Table.Td>
              </Table.Tr>
            )
          )
        })}
      </Table.Tbody>
    </Table>
  )
}
