import { Table, Text } from '@mantine/core'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { useNames } from '../data/identity.ts'
import { useFaults } from '../data/queries.ts'
import { useFaultText } from '../parts/use-fault-text.ts'
import { dateTime, duration } from '../words/format.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords, type Words } from '../words/words.ts'
import { heldRoles, neededRoles } from './roles.ts'

type Rows = Partial<Record<keyof Words['requests']['facts'], readonly (string | null | undefined)[]>>

/** The checks that led to the response: authentication, roles, validation, fault. */
export function Checks({ request }: { request: RecordedRequest }) {
  const { requests: words, common } = useWords()
  const nameOf = useNames()
  const describe = useFaultText()
  const faults = useFaults()
  const { authentication, principal, role, validation, fault, reason } = request
  const known = faults.find(({ id }) => id === fault?.id)
  const or = (lines: readonly string[]) => (lines.length > 0 ? lines : [words.noRoles])
  return (
    <Facts
      rows={{
        authentication: [
          `${words.schemes[authentication.scheme]} · ${words.outcomes[authentication.outcome]}`
        ],
        caller: [principal ? principal.id + common.inBrackets(words.kinds[principal.kind]) : words.nobody],
        roleCheck: [words.outcomes[role.decision]],
        needed: or(neededRoles(request, words.explain, nameOf)),
        had: role.had ? or(heldRoles(request, words.explain, nameOf)) : [],
        validation: [words.outcomes[validation.verdict], validation.attribute],
        fault: [known ? describe(known) : fault?.effect],
        reason: [reason?.code]
      }}
    />
  )
}

/** When, where and from whom a request came. */
export function Circumstances({ request }: { request: RecordedRequest }) {
  const { requests: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const nameOf = useNames()
  const { operation, project, organization, integrationType, time, address } = request
  const withName = (id: string | null) => (id === null ? [] : [...new Set([nameOf(id), id])])
  return (
    <Facts
      rows={{
        operation: [operation ?? words.unknownOperation],
        project: withName(project),
        organization: withName(organization),
        type: [integrationType],
        time: [dateTime(time, language)],
        duration: [duration(request.duration, language)],
        address: [address]
      }}
    />
  )
}

/** Names with their values, one line each; without names that have none. */
function Facts({ rows }: { rows: Rows }) {
  const { requests: words } = useWords()
  const names: Readonly<Record<string, string>> = words.facts
  return (
    <Table variant="vertical" layout="fixed" withTableBorder>
      <Table.Tbody>
        {Object.entries(rows)
          .map(([name, values]) => [name, values.filter(value => value != null)] as const)
          .filter(([, values]) => values.length > 0)
          .map(([name, values]) => (
            <Table.Tr key={name}>
              <Table.Th w={{ base: 116, sm: 150 }}>{names[name]}</Table.Th>
              <Table.Td>
                {values.map(value => (
                  <Text key={value} size="sm" style={{ overflowWrap: 'anywhere' }}>
                    {value}
                  </Text>
                ))}
              </Table.Td>
            </Table.Tr>
          ))}
      </Table.Tbody>
    </Table>
  )
}
