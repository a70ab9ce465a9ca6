import { Anchor, Button, Collapse, Group, Paper, Select, Stack, Text, Textarea } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { AlertBody, Delivery } from '../../../../types/wire.d.ts'
import { control, queryClient } from '../data/control.ts'
import { useKnownOrganizations, useProjectId } from '../data/identity.ts'
import { hrefOf } from '../data/route.ts'
import { Failure } from '../parts/failure.tsx'
import { useWords } from '../words/words.ts'
import { type AlertEvent, EVENTS, fieldsOf } from './alert-body.ts'
import { Receivers } from './receivers.tsx'

/** Sends a test alert of a project. */
export function SendForm() {
  const { alerts: words } = useWords()
  const { project, projects, setProject } = useProjectChoice()
  const [event, setEvent] = useState<AlertEvent>('alert.open')
  const [text, setText] = useState('')
  const [isWrong, setWrong] = useState(false)
  const [isOpen, { toggle, open }] = useDisclosure()
  const { mutate, isPending, error, data } = useMutation({
    mutationFn: (body: AlertBody) => control<Delivery>('POST /alerts', body),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['deliveries'] })
  })
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault()
    const alert = fieldsOf(text)
    setWrong(!alert)
    if (!alert) open()
    else if (project !== undefined && !isPending) mutate({ project, event, alert })
  }
  return (
    <Paper component="form" withBorder p="sm" onSubmit={submit}>
      <Stack gap="sm">
        <Group align="flex-end" gap="sm">
          <Select
            label={words.project}
            data={projects}
            value={project ?? null}
            onChange={setProject}
            allowDeselect={false}
            searchable={projects.length > 10}
            flex={{ base: '1 1 100%', sm: '0 1 18rem' }}
          />
          <Select
            label={words.event}
            data={EVENTS.map(name => ({ value: name, label: `${name} · ${words.events[name]}` }))}
            value={event}
            onChange={name => setEvent(name as AlertEvent)}
            allowDeselect={false}
            flex={{ base: '1 1 100%', sm: '0 1 18rem' }}
          />
        </Group>
        <Receivers project={project} />
        <Collapse in={isOpen} id="alert-fields">
          <Textarea
            label={words.json}
            description={words.jsonHelp}
            error={isWrong && words.notObject}
            placeholder='{"clusterName": "Cluster1"}'
            value={text}
            onChange={event => setText(event.currentTarget.value)}
            autosize
            minRows={3}
            maxRows={12}
            maw="36.75rem"
            spellCheck={false}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          />
        </Collapse>
        <Group gap="sm">
          <Button type="submit" aria-disabled={isPending} disabled={project === undefined}>
            {words.send}
          </Button>
          <Button variant="subtle" aria-expanded={isOpen} aria-controls="alert-fields" onClick={toggle}>
            {words.fields}
          </Button>
          <Text size="sm" role="status">
            {data && !isPending && !error && (
              <Anchor href={hrefOf('alerts', String(data.id))}>{words.sent(words.delivery(data.id))}</Anchor>
            )}
          </Text>
        </Group>
        <Failure error={error} />
      </Stack>
    </Paper>
  )
}

/** The project that the user chose here; else the selected one. */
function useProjectChoice() {
  const organizations = useKnownOrganizations()
  const selected = useProjectId()
  const [chosen, setProject] = useState<string | null>(null)
  const exists = organizations.some(({ projects }) => projects.some(({ id }) => id === chosen))
  const projects = organizations.map(({ name, projects }) => ({
    group: name,
    items: projects.map(({ id, name }) => ({ value: id, label: name }))
  }))
  return { project: chosen !== null && exists ? chosen : selected, projects, setProject }
}
