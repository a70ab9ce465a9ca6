import { Code, Table, Text } from '@mantine/core'
import type { Delivery } from '../../../../types/wire.d.ts'
import { useNames } from '../data/identity.ts'
import { dateTime } from '../words/format.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'
import { External } from './external.tsx'
import { Signature } from './signature.tsx'

/** Shows the result of a delivery, and what was sent where. */
export function DeliveryFacts({ delivery }: { delivery: Delivery }) {
  const { alerts: words, common } = useWords()
  const language = usePreferences(({ language }) => language)
  const nameOf = useNames()
  const { time, event, project, url, templates } = delivery
  const facts = [
    [words.signature, <Signature key="signature" delivery={delivery} />],
    [words.external, <External key="external" delivery={delivery} />],
    [words.event, <Code key="event">{event}</Code>],
    [words.project, nameOf(project)],
    [words.time, dateTime(time, language)],
    [words.url, url === null ? words.noUrl : <Code key="url">{url}</Code>],
    [
      words.templates,
      <div key="templates">
        {(['body', 'headers'] as const).map(part => (
          <Text key={part} size="sm">
            {words.templateOf[part] + common.colon + words.outcomes[templates[part]]}
          </Text>
        ))}
        {templates.reason !== null && <Code lang="en">{templates.reason}</Code>}
      </div>
    ]
  ] as const
  return (
    <Table withRowBorders={false} verticalSpacing={4} horizontalSpacing={0} layout="fixed">
      <Table.Tbody>
        {facts.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th w={{ base: '6.5rem', xs: '10rem' }} style={{ verticalAlign: 'top' }}>
              {name}
            </Table.Th>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
