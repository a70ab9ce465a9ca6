import { Paper, Stack, Title } from '@mantine/core'
import { type ReactNode, type Ref, useId } from 'react'

/** Shows a section of a view. @param headingRef and headingId heading, which receives the focus when a button disappears */
export function Panel({
  title,
  headingRef,
  headingId,
  children
}: {
  title: string
  headingRef?: Ref<HTMLHeadingElement>
  headingId?: string
  children: ReactNode
}) {
  const ownId = useId()
  const id = headingId ?? ownId
  return (
    <Paper component="section" withBorder p={{ base: 'sm', sm: 'md' }} aria-labelledby={id}>
      <Stack gap="sm">
        <Title order={2} size="h4" id={id} ref={headingRef} tabIndex={-1}>
          {title}
        </Title>
        {children}
      </Stack>
    </Paper>
  )
}
