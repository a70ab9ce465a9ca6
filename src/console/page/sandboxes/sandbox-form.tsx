import { Button, Group, Paper, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { NewSandbox, SandboxBody } from '../../../../types/wire.d.ts'
import { control, queryClient } from '../data/control.ts'
import { addSandbox } from '../data/session.ts'
import { Failure } from '../parts/failure.tsx'
import { useWords } from '../words/words.ts'

/** Creates a sandbox and stores its credentials in this tab. */
export function SandboxForm({ onCreated }: { onCreated: (sandbox: NewSandbox) => void }) {
  const { sandboxes: words } = useWords()
  const [name, setName] = useState('')
  const [projects, setProjects] = useState('')
  const { mutate, isPending, error } = useMutation({
    mutationFn: (body: SandboxBody) => control<NewSandbox>('POST /sandboxes', body),
    onSuccess(sandbox) {
      addSandbox(sandbox)
      setName('')
      setProjects('')
      onCreated(sandbox)
      return queryClient.invalidateQueries()
    }
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isPending) return
    mutate(bodyOf(name, projects))
  }
  return (
    <Paper component="form" withBorder p="sm" onSubmit={submit}>
      <Stack gap="sm">
        <Group align="flex-end" gap="sm">
          <TextInput
            label={words.name}
            description={words.nameHelp}
            value={name}
            onChange={event => setName(event.currentTarget.value)}
            autoComplete="off"
            flex={{ base: '1 1 100%', sm: '0 1 18rem' }}
          />
          <TextInput
            label={words.projects}
            description={words.projectsHelp}
            value={projects}
            onChange={event => setProjects(event.currentTarget.value)}
            autoComplete="off"
            flex={{ base: '1 1 100%', sm: '0 1 32rem' }}
          />
          <Button type="submit" aria-disabled={isPending}>
            {words.create}
          </Button>
        </Group>
        <Failure error={error} />
      </Stack>
    </Paper>
  )
}

/** Returns the body for a new sandbox. @param projects names, separated by commas */
function bodyOf(name: string, projects: string): SandboxBody {
  const names = projects
    .split(/[,，]/)
    .map(name => name.trim())
    .filter(Boolean)
  return {
    ...(name.trim() !== '' && { name: name.trim() }),
    ...(names.length > 0 && { projects: names.map(name => ({ name })) })
  }
}
