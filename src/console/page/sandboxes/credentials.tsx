import { Alert, Button, Code, Fieldset, Group, Stack, Table, Text } from '@mantine/core'
import type { CredentialPair, NewSandbox } from '../../../../types/wire.d.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { quote } from '../snippets/shell.ts'
import { useWords, type Words } from '../words/words.ts'
import { openAs, useOwners } from './owners.ts'

type Value = readonly [name: string, value: string]

/** Shows the ids and secrets of a new sandbox. */
export function Credentials({ sandbox, onDone }: { sandbox: NewSandbox; onDone: () => void }) {
  const { sandboxes: words, identity } = useWords()
  const { id, projects } = sandbox
  const owner = useOwners().get(id)
  const projectIds = projects.map(({ id, name }): Value => [words.project(name), id])
  return (
    <Stack>
      <Alert color="orange">{words.once}</Alert>
      {(['owner', 'reader'] as const).map(caller => (
        <Fieldset key={caller} legend={words[caller]} px="sm">
          {kindsOf(sandbox[caller], identity).map(([kind, environment, values]) => (
            <div key={kind}>
              <Group justify="space-between">
                <Text size="sm" fw={600}>
                  {kind}
                </Text>
                <CopyButton
                  text={exportLines(environment)}
                  what=""
                  label={words.copyEnvironment}
                  aria-label={words.of(words.of(words.copyEnvironment, kind), words[caller])}
                />
              </Group>
              <Values values={values} nameOf={name => words.of(name, words[caller])} />
            </div>
          ))}
        </Fieldset>
      ))}
      <Fieldset legend={words.ids} px="sm">
        <Values values={[[words.organization, id], ...projectIds]} nameOf={name => name} />
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

function kindsOf({ apiKey, serviceAccount }: CredentialPair, words: Words['identity']) {
  const { publicKey, privateKey } = apiKey
  const { clientId, clientSecret } = serviceAccount
  const keyValues: Value[] = [
    [words.publicKey, publicKey],
    [words.privateKey, privateKey]
  ]
  const accountValues: Value[] = [
    [words.clientId, clientId],
    [words.clientSecret, clientSecret]
  ]
  return [
    [words.apiKey, apiKey.environment, keyValues],
    [words.serviceAccount, serviceAccount.environment, accountValues]
  ] as const
}

/** Values with copy buttons. @param nameOf what a button copies */
function Values({ values, nameOf }: { values: readonly Value[]; nameOf: (name: string) => string }) {
  return (
    <Table withRowBorders={false} verticalSpacing={2} horizontalSpacing={0} mb="xs">
      <Table.Tbody>
        {values.map(([name, value]) => (
          <Table.Tr key={value}>
            <Table.Th w={{ base: '7rem', xs: '10rem' }} fw={400}>
              {name}
            </Table.Th>
            <Table.Td>
              <Code style={{ overflowWrap: 'anywhere' }}>{value}</Code>
            </Table.Td>
            <Table.Td ta="end">
              <CopyButton text={value} what={nameOf(name)} />
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
