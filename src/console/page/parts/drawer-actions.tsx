import { Box, Group } from '@mantine/core'
import type { ReactNode } from 'react'

/** Shows the buttons of a drawer or long dialog at the bottom right, always visible. */
export function DrawerActions({ children }: { children: ReactNode }) {
  return (
    <Box pos="sticky" bottom={0} mt="auto" py="sm" bg="var(--mantine-color-body)" style={{ zIndex: 1 }}>
      <Group justify="flex-end" gap="xs">
        {children}
      </Group>
    </Box>
  )
}
