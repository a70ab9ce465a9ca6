import { Button, Group, Paper, Stack, TagsInput, TextInput } from '@mantine/core'
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
  const [projects, setProjects] = useState<string[]>([])
  const { mutate, isPending, error } = useMutation({
    mutationFn: (body: SandboxBody) => control<NewSandbox>('POST /sandboxes', body),
    onSuccess(sandbox) {
      addSandbox(sandbox)
      setName('')
      setProjects([])
      onCreated(sandbox)
      return queryClient.invalidateQueries()
    }
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isPending) return
    mutate({
      ...(name.trim() !== '' && { name: name.trim() }),
      ...(projects.length > 0 && { projects: projects.map(name => ({ name })) })
    })
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
          <TagsInput
            label={words.projects}
            description={words.projectsHelp}
            value={projects}
            onChange={setProjects}
            splitChars={[',', '，']}
            flex={{ base: '1 1 100%', sm: '1 1 18rem' }}
            maw={{ sm: '32rem' }}
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
