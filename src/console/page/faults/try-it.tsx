import { Button, Code, Group, Loader, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { failureOf } from '../api/exchange.ts'
import type { Identity } from '../api/identity.ts'
import { perform } from '../data/atlas.ts'
import { queryClient } from '../data/control.ts'
import { useIdentity, useProjectId } from '../data/identity.ts'
import { StatusBadge } from '../parts/status-badge.tsx'
import { useWords } from '../words/words.ts'

/** Lists the selected project's integrations, to show what a client now receives. */
export function TryIt() {
  const { faults: words } = useWords()
  const identity = useIdentity()
  const groupId = useProjectId()
  const { mutate, data, isPending } = useMutation({
    mutationFn: (call: { identity: Identity; groupId: string }) =>
      perform(call.identity, { operation: 'list', groupId: call.groupId }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['faults'] })
  })
  if (!identity || groupId === undefined) return null
  const errorCode = failureOf(data?.last)?.errorCode
  return (
    <Group gap="xs" mih={36}>
      <Button variant="default" onClick={() => !isPending && mutate({ identity, groupId })}>
        {words.tryIt}
      </Button>
      <Group gap="xs" role="status" aria-busy={isPending}>
        {isPending && <Loader size="xs" />}
        {data && !isPending && (
          <>
            <Text size="sm">{words.tried}</Text>
            <StatusBadge status={data.last.response?.status ?? 0} />
            {errorCode && <Code>{errorCode}</Code>}
          </>
        )}
      </Group>
    </Group>
  )
}
