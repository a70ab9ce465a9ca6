import { SimpleGrid, Skeleton, Stack } from '@mantine/core'
import { queryClient } from '../data/control.ts'
import { useClock, useFaults } from '../data/queries.ts'
import { View } from '../parts/view.tsx'
import { useWords } from '../words/words.ts'
import { ClockPanel } from './clock-panel.tsx'
import { FaultForm } from './fault-form.tsx'
import { FaultTable } from './fault-table.tsx'
import { Presets } from './presets-panel.tsx'
import { StatePanel } from './state-panel.tsx'

/** Controls faults, the clock and the state. */
export function FaultsView() {
  return (
    <View title={useWords().shell.views.faults}>
      <Panels />
    </View>
  )
}

function Panels() {
  const clock = useClock()
  useFaults()
  // Faults that load later would shift the panels below.
  if (!clock || !queryClient.getQueryData(['faults'])) return <Skeleton h={900} />
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} style={{ alignItems: 'start' }}>
      <Stack>
        <FaultForm />
        <Presets />
        <FaultTable />
      </Stack>
      <Stack>
        <ClockPanel />
        <StatePanel />
      </Stack>
    </SimpleGrid>
  )
}
