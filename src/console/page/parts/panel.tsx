import { Paper, Stack, Title } from '@mantine/core'
import { type ReactNode, type Ref, useId } from 'react'

/** A section of a view with its heading. @param headingRef takes the focus when a button in the panel disappears */
export function Panel({
  title,
  headingRef,
  children
}: {
  title: string
  headingRef?: Ref<HTMLHeadingElement>
  children: ReactNode
}) {
  const id = useId()
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
