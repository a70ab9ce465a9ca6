import { Badge, Stack, Text } from '@mantine/core'
import type { Delivery } from '../../../../types/wire.d.ts'
import { useTypes } from '../data/queries.ts'
import { useWords } from '../words/words.ts'
import { ConfigureLink } from './configure-link.tsx'

export const VERDICT_COLORS = { valid: 'teal', invalid: 'red', unsigned: 'gray' } as const

/** Shows the result of the signature check, and what follows from it. */
export function Signature({ delivery: { project, signature } }: { delivery: Delivery }) {
  const { alerts: words } = useWords()
  const types = useTypes().filter(({ receivesAlerts }) => receivesAlerts)
  const { verdict } = signature
  return (
    <Stack gap={2} align="flex-start">
      <Badge variant="light" tt="none" color={VERDICT_COLORS[verdict]}>
        {words.verdicts[verdict]}
      </Badge>
      <Text size="sm">{words.verdictTexts[verdict]}</Text>
      {verdict === 'unsigned' &&
        types.map(({ type }) => (
          <ConfigureLink key={type} type={type} project={project} label={words.setSecret} />
        ))}
    </Stack>
  )
}
