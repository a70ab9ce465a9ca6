import { Anchor, Badge, Code, Group, Stack, Table, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { useNames } from '../data/identity.ts'
import { usePreferences } from '../data/preferences.ts'
import { useFaults } from '../data/queries.ts'
import { hrefOf } from '../data/route.ts'
import { useFaultText } from '../faults/use-fault-text.ts'
import { dateTime, duration, list } from '../words/format.ts'
import { useWords } from '../words/words.ts'

/** The checks that led to the response: authentication, roles, validation, fault. */
export function Checks({ request }: { request: RecordedRequest }) {
  const { requests: words, common } = useWords()
  const { authentication, principal, role, validation, fault, reason } = request
  const caller = principal && (
    <>
      <Code>{principal.id}</Code>
      {common.inBrackets(words.kinds[principal.kind])}
    </>
  )
  return (
    <Facts
      rows={{
        authentication: (
          <Outcome outcome={authentication.outcome}>{words.schemes[authentication.scheme]}</Outcome>
        ),
        caller: caller ?? words.nobody,
        roleCheck: <Outcome outcome={role.decision} />,
        needed: <NeededRoles request={request} />,
        had: role.had && <HeldRoles roles={role.had} />,
        validation: (
          <Outcome outcome={validation.verdict}>
            {validation.attribute !== undefined && <Code>{validation.attribute}</Code>}
          </Outcome>
        ),
        fault: fault && <FaultFact {...fault} />,
        reason: reason && <Code>{reason.code}</Code>
      }}
    />
  )
}

/** When, where and from whom a request came. */
export function Circumstances({ request }: { request: RecordedRequest }) {
  const { requests: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const { operation, project, organization, integrationType, time, address } = request
  return (
    <Facts
      rows={{
        operation: operation === null ? words.unknownOperation : <Code>{operation}</Code>,
        project: project && <Named id={project} />,
        organization: organization && <Named id={organization} />,
        type: integrationType,
        time: dateTime(time, language),
        duration: duration(request.duration, language),
        address
      }}
    />
  )
}

/** Rows of name and value; without those that are null. */
function Facts({ rows }: { rows: Readonly<Record<string, ReactNode>> }) {
  const { requests: words } = useWords()
  const names: Readonly<Record<string, string>> = words.facts
  const shown = Object.entries(rows).filter(([, value]) => value !== null)
  return (
    <Table variant="vertical" layout="fixed" withTableBorder>
      <Table.Tbody>
        {shown.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th w={{ base: 116, sm: 150 }}>{names[name]}</Table.Th>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

type OutcomeName =
  | RecordedRequest['authentication']['outcome']
  | RecordedRequest['role']['decision']
  | RecordedRequest['validation']['verdict']

const COLORS: Readonly<Record<OutcomeName, string>> = {
  accepted: 'teal',
  granted: 'teal',
  refused: 'orange',
  denied: 'orange',
  'not reached': 'gray'
}

function Outcome({ outcome, children }: { outcome: OutcomeName; children?: ReactNode }) {
  const { requests: words } = useWords()
  return (
    <Group gap="xs">
      <Badge variant="light" tt="none" color={COLORS[outcome]}>
        {words.outcomes[outcome]}
      </Badge>
      {children}
    </Group>
  )
}

/** Any of these roles permits the call. */
function NeededRoles({ request: { role } }: { request: RecordedRequest }) {
  const { requests: words, common } = useWords()
  const language = usePreferences(({ language }) => language)
  const { project = [], organization = [] } = role.needed ?? {}
  const places = [
    [words.onProject, project],
    [words.onOrganization, organization]
  ] as const
  const needed = places.filter(([, roles]) => roles.length > 0)
  if (needed.length === 0) return words.noRoles
  return (
    <Stack gap={2}>
      {needed.map(([place, roles]) => (
        <Text key={place} size="sm">
          {place}
          {common.colon}
          {list(roles, language)}
        </Text>
      ))}
    </Stack>
  )
}

function HeldRoles({ roles }: { roles: NonNullable<RecordedRequest['role']['had']> }) {
  const { requests: words } = useWords()
  const nameOf = useNames()
  if (roles.length === 0) return words.noRoles
  return (
    <Stack gap={2}>
      {roles.map(({ roleName, groupId, orgId }) => (
        <Text key={`${roleName} ${groupId ?? orgId}`} size="sm">
          {roleName} · {nameOf(groupId ?? orgId ?? '')}
        </Text>
      ))}
    </Stack>
  )
}

/** Describes a fault; of a deleted one only its effect is known. */
function FaultFact({ id, effect }: NonNullable<RecordedRequest['fault']>) {
  const { shell } = useWords()
  const describe = useFaultText()
  const fault = useFaults().find(fault => fault.id === id)
  return (
    <>
      {fault ? describe(fault) : <Code>{effect}</Code>} ·{' '}
      <Anchor size="sm" href={hrefOf('faults')}>
        {shell.views.faults}
      </Anchor>
    </>
  )
}

function Named({ id }: { id: string }) {
  const nameOf = useNames()
  const name = nameOf(id)
  return (
    <>
      {name !== id && name} <Code>{id}</Code>
    </>
  )
}
