import { Button, Group, Paper, Stack, TextInput } from '@mantine/core'
import type { FormEvent } from 'react'
import type { CreatedSandbox, SandboxBody } from '../../../../types/wire.d.ts'
import { control } from '../data/control.ts'
import { addSandbox } from '../data/session.ts'
import { useAction } from '../data/use-action.ts'
import { Failure } from '../parts/failure.tsx'
import { useWords } from '../words/words.ts'

/** Creates a sandbox and stores its credentials in this tab. */
export function SandboxForm({ onCreated }: { onCreated: (sandbox: CreatedSandbox) => void }) {
  const { sandboxes: words } = useWords()
  const { run, error } = useAction()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    run(async () => {
      const sandbox = await control<CreatedSandbox>('POST /sandboxes', bodyOf(new FormData(form)))
      addSandbox(sandbox)
      form.reset()
      onCreated(sandbox)
    })
  }
  return (
    <Paper component="form" withBorder p="sm" onSubmit={submit}>
      <Stack gap="sm">
        <Group align="flex-end" gap="sm">
          <TextInput
            name="name"
            label={words.name}
            autoComplete="off"
            flex={{ base: '1 1 100%', md: '1 1 12rem' }}
          />
          <TextInput
            name="projects"
            label={words.projects}
            autoComplete="off"
            flex={{ base: '1 1 100%', md: '3 1 18rem' }}
          />
          <Button type="submit">{words.create}</Button>
        </Group>
        <Failure error={error} />
      </Stack>
    </Paper>
  )
}

/** Returns the body for a new sandbox; the mock sets defaults for empty fields. */
function bodyOf(fields: FormData): SandboxBody {
  const name = String(fields.get('name')).trim()
  const projects = String(fields.get('projects')).split(/[,，]/)
  const names = projects.map(name => name.trim()).filter(Boolean)
  return {
    ...(name && { name }),
    ...(names.length > 0 && { projects: names.map(name => ({ name })) })
  }
}
