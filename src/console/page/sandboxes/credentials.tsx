import { Alert, Button, Code, Fieldset, Group, Stack, Table, Text } from '@mantine/core'
import type { CredentialPair, NewSandbox } from '../../../../types/wire.d.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { quote } from '../snippets/shell.ts'
import { useWords } from '../words/words.ts'
import { openAs, useOwners } from './owners.ts'

/** Shows the ids and secrets of a new sandbox. */
export function Credentials({ sandbox, onDone }: { sandbox: NewSandbox; onDone: () => void }) {
  const { sandboxes: words } = useWords()
  const { id, projects } = sandbox
  const owner = useOwners().get(id)
  return (
    <Stack>
      <Alert color="orange">{words.once}</Alert>
      {(['owner', 'reader'] as const).map(caller => (
        <Fieldset key={caller} legend={words[caller]} px="sm">
          <Pair pair={sandbox[caller]} whose={words[caller]} />
        </Fieldset>
      ))}
      <Fieldset legend={words.ids} px="sm">
        <Values
          values={[
            [words.organization, id],
            ...projects.map(({ id, name }) => [words.project(name), id] as const)
          ]}
        />
      </Fieldset>
      <Group justify="flex-end">
        {owner && (
          <Button variant="default" onClick={() => openAs(owner, sandbox)}>
            {words.useOwner}
          </Button>
        )}
        <Button onClick={onDone}>{words.done}</Button>
      </Group>
    </Stack>
  )
}

function Pair({ pair: { apiKey, serviceAccount }, whose }: { pair: CredentialPair; whose: string }) {
  const { identity: words } = useWords()
  return (
    <Stack gap="xs">
      <Credential
        kind={words.apiKey}
        whose={whose}
        environment={apiKey.environment}
        values={[
          [words.publicKey, apiKey.publicKey],
          [words.privateKey, apiKey.privateKey]
        ]}
      />
      <Credential
        kind={words.serviceAccount}
        whose={whose}
        environment={serviceAccount.environment}
        values={[
          [words.clientId, serviceAccount.clientId],
          [words.clientSecret, serviceAccount.clientSecret]
        ]}
      />
    </Stack>
  )
}

type Value = readonly [name: string, value: string]

function Credential({
  kind,
  whose,
  environment,
  values
}: {
  kind: string
  whose: string
  environment: Readonly<Record<string, string>>
  values: readonly Value[]
}) {
  const { sandboxes: words } = useWords()
  return (
    <div>
      <Group justify="space-between">
        <Text size="sm" fw={600}>
          {kind}
        </Text>
        <CopyButton
          text={exportLines(environment)}
          what=""
          label={words.copyEnvironment}
          aria-label={words.of(words.of(words.copyEnvironment, kind), whose)}
        />
      </Group>
      <Values values={values} whose={whose} />
    </div>
  )
}

function Values({ values, whose }: { values: readonly Value[]; whose?: string }) {
  const { sandboxes: words } = useWords()
  return (
    <Table withRowBorders={false} verticalSpacing={2} horizontalSpacing={0}>
      <Table.Tbody>
        {values.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th w={{ base: '7rem', xs: '10rem' }} fw={400}>
              {name}
            </Table.Th>
            <Table.Td>
              <Code style={{ overflowWrap: 'anywhere' }}>{value}</Code>
            </Table.Td>
            <Table.Td ta="end">
              <CopyButton text={value} what={whose === undefined ? name : words.of(name, whose)} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function exportLines(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}=${quote(value)}\n`)
    .join('')
}
