import { Anchor, Box, Button, Divider, Group, Stack, Text, Title } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useId } from 'react'
import type { IntegrationTypeInfo } from '../../../../../types/wire.d.ts'
import type { Action } from '../../data/atlas.ts'
import { useIdentity, useNames, useProjectId } from '../../data/identity.ts'
import { usePreferences } from '../../words/preferences.ts'
import { useWords } from '../../words/words.ts'
import { ExchangePanel } from '../exchange/exchange-panel.tsx'
import { FormFooter } from './form-footer.tsx'
import { descriptionOf, type Operation } from './form-schema.ts'
import { IntegrationForm } from './integration-form.tsx'
import { OperationField } from './operation-field.tsx'
import { type FormState, useForm } from './use-form.ts'

interface Props {
  info: IntegrationTypeInfo
  operation: Operation | undefined
  onClose: () => void
}

/** The form of a type, and the last call; beside each other if the screen is wide. */
export function FormPanel({ info, operation, onClose }: Props) {
  const id = useId().replaceAll(':', '')
  const form = useForm(info, operation, id)
  const isWide = useMediaQuery('(min-width: 75em)', false, { getInitialValueInEffect: false })
  const callId = `${id}-call`
  const call = form.action && <LastCall id={callId} action={form.action} />
  return (
    // The form does not move when the call appears on its left.
    <Group h="100%" gap={0} wrap="nowrap" align="stretch" style={{ flexDirection: 'row-reverse' }}>
      <Stack gap={0} w={{ base: '100vw', xs: '35rem' }}>
        <Box p="md" pt={0} flex={1} mih={0} style={{ overflow: 'auto' }}>
          <Stack>
            <Head info={info} />
            <OperationField info={info} form={form} />
            <Example info={info} form={form} />
            <IntegrationForm id={id} info={info} form={form} />
            {!isWide && call && (
              <>
                <Divider />
                {call}
              </>
            )}
          </Stack>
        </Box>
        <FormFooter
          formId={id}
          form={form}
          onShowCall={isWide ? undefined : () => document.getElementById(callId)?.focus()}
          onClose={onClose}
        />
      </Stack>
      {isWide && call && (
        <Box p="md" pt={0} w="36rem" style={{ overflow: 'auto' }}>
          {call}
        </Box>
      )}
    </Group>
  )
}

function LastCall({ id, action }: { id: string; action: Action }) {
  const { exchange } = useWords()
  return (
    <Stack component="section" gap="sm" aria-label={exchange.title} id={id} tabIndex={-1}>
      <Title order={3} size="h5">
        {exchange.title}
      </Title>
      <ExchangePanel action={action} />
    </Stack>
  )
}

function Head({ info }: { info: IntegrationTypeInfo }) {
  const { form: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const nameOf = useNames()
  const groupId = useProjectId()
  const identity = useIdentity()
  return (
    <div>
      {groupId !== undefined && identity && (
        <Text size="sm">{words.inProject(nameOf(groupId), identity.id)}</Text>
      )}
      <Text size="sm" c="dimmed">
        {descriptionOf(info, language)}{' '}
        <Anchor href={info.docs} underline="always" target="_blank" rel="noreferrer">
          {words.docs}
        </Anchor>
      </Text>
    </div>
  )
}

function Example({ info, form }: { info: IntegrationTypeInfo; form: FormState }) {
  const { form: words } = useWords()
  const example = info.examples[0]?.value
  if (!example) return null
  return (
    <Button size="xs" variant="default" style={{ alignSelf: 'start' }} onClick={() => form.fill(example)}>
      {words.example}
    </Button>
  )
}
