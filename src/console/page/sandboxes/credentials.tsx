import { Alert, Button, Code, Group, Stack, Text } from '@mantine/core'
import type { CreatedSandbox } from '../../../../types/wire.d.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { DrawerActions } from '../parts/drawer-actions.tsx'
import { quoteShell } from '../snippets/shell.ts'
import { useWords, type Words } from '../words/words.ts'

/** Shows the credentials of a new sandbox. */
export function Credentials({ sandbox, onDone }: { sandbox: CreatedSandbox; onDone: () => void }) {
  const words = useWords()
  const { once, copyEnvironment, done } = words.sandboxes
  return (
    <Stack>
      <Alert color="orange">{once}</Alert>
      {credentialsOf(sandbox, words).map(({ name, lines, environment }) => (
        <div key={name}>
          <Group justify="space-between" gap="xs" mb={4}>
            <Text size="sm" fw={600}>
              {name}
            </Text>
            <CopyButton
              text={exportLines(environment)}
              what={name}
              label={copyEnvironment}
              aria-label={`${copyEnvironment}${words.common.colon}${name}`}
            />
          </Group>
          <Code block className="wrap">
            {lines.join('\n')}
          </Code>
        </div>
      ))}
      <DrawerActions>
        <Button onClick={onDone}>{done}</Button>
      </DrawerActions>
    </Stack>
  )
}

function credentialsOf(sandbox: CreatedSandbox, { sandboxes, identity, common }: Words) {
  const line = (name: string, value: string) => name + common.colon + value
  return (['owner', 'reader'] as const).flatMap(role => {
    const { apiKey, serviceAccount } = sandbox[role]
    return [
      {
        name: `${sandboxes[role]} · ${identity.apiKey}`,
        lines: [line(identity.publicKey, apiKey.publicKey), line(identity.privateKey, apiKey.privateKey)],
        environment: apiKey.environment
      },
      {
        name: `${sandboxes[role]} · ${identity.serviceAccount}`,
        lines: [
          line(identity.clientId, serviceAccount.clientId),
          line(identity.clientSecret, serviceAccount.clientSecret)
        ],
        environment: serviceAccount.environment
      }
    ]
  })
}

function exportLines(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}=${quoteShell(value)}\n`)
    .join('')
}
