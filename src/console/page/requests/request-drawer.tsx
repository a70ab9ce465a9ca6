import { Button, Drawer, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { go } from '../data/route.ts'
import { useSession } from '../data/session.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { DrawerActions } from '../parts/drawer-actions.tsx'
import { useWords } from '../words/words.ts'
import { curlOf } from './curl.ts'
import { neighbours } from './filter.ts'
import { RequestDetail } from './request-detail.tsx'
import { linkId } from './request-table.tsx'
import { ResendForm } from './resend-form.tsx'

interface Props {
  /** From the address; undefined: closed. */
  id: string | undefined
  /** Undefined: loading; null: not in the journal. */
  request: RecordedRequest | undefined | null
  /** Requests in the table. */
  matching: readonly RecordedRequest[]
}

/** Shows the request that the address names. */
export function RequestDrawer({ id, request, matching }: Props) {
  const { requests: words, common } = useWords()
  const isNarrow = useMediaQuery('(max-width: 48em)')
  const [resent, setResent] = useState<string>()
  const isResending = id !== undefined && resent === id
  useFocusReturn(id)
  const isFound = Boolean(request)
  useEffect(() => {
    if (isFound) useSession.setState({ isRequestOpened: true })
  }, [isFound])
  return (
    <Drawer
      opened={id !== undefined}
      onClose={() => go('requests')}
      position="right"
      size={isNarrow ? '100%' : 'xl'}
      title={(isResending ? words.resend.title : words.request)(id ?? '')}
      closeButtonProps={{ 'aria-label': common.close }}
      returnFocus={false}
      // The content goes with the address.
      transitionProps={{ exitDuration: 0 }}
      styles={{ title: { fontWeight: 600 }, body: { paddingBottom: 0 } }}
    >
      {request === undefined && <Skeleton h={400} />}
      {request === null && (
        <Stack gap="xs" pb="md">
          <Text fw={600}>{words.gone}</Text>
          <Text size="sm">{words.goneText(id ?? '')}</Text>
        </Stack>
      )}
      {request && isResending && <ResendForm request={request} onCancel={() => setResent(undefined)} />}
      {request && !isResending && (
        <>
          <RequestDetail key={id} request={request} />
          <Footer request={request} matching={matching} onResend={() => setResent(id)} />
        </>
      )}
    </Drawer>
  )
}

/** Moves the focus to the link of the request that was open. */
function useFocusReturn(id: string | undefined): void {
  const last = useRef(id)
  useEffect(() => {
    if (id === undefined && last.current !== undefined) document.getElementById(linkId(last.current))?.focus()
    last.current = id
  }, [id])
}

function Footer({
  request,
  matching,
  onResend
}: {
  request: RecordedRequest
  matching: readonly RecordedRequest[]
  onResend: () => void
}) {
  const { requests: words, common } = useWords()
  const { newer, older } = neighbours(matching, request.id)
  const button = (id: number | undefined, text: string) => (
    <Button
      variant="default"
      size="xs"
      disabled={id === undefined}
      onClick={() => go('requests', String(id))}
    >
      {text}
    </Button>
  )
  return (
    <DrawerActions>
      <Group gap="xs" mr="auto">
        {button(newer, words.newer)}
        {button(older, words.older)}
      </Group>
      <CopyButton
        text={curlOf(request, location.origin, words.curlMasked)}
        what={words.curl}
        label={common.copyWhat(words.curl)}
        size="xs"
      />
      <Button size="xs" onClick={onResend}>
        {words.resend.open}
      </Button>
    </DrawerActions>
  )
}
