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
export function RequestDrawer(props: Props) {
  const { requests: words, common } = useWords()
  const { id = '' } = props
  const isNarrow = useMediaQuery('(max-width: 48em)')
  useFocusReturn(props.id)
  return (
    <Drawer
      opened={props.id !== undefined}
      onClose={() => go('requests')}
      position="right"
      size={isNarrow ? '100%' : 'xl'}
      title={words.request(id)}
      closeButtonProps={{ 'aria-label': common.close }}
      returnFocus={false}
      // The content goes with the address.
      transitionProps={{ exitDuration: 0 }}
      styles={{ title: { fontWeight: 600 }, body: { paddingBottom: 0 } }}
    >
      <Content key={id} {...props} />
    </Drawer>
  )
}

function Content({ id = '', request, matching }: Props) {
  const { requests: words } = useWords()
  const [isResending, setResending] = useState(false)
  const isFound = Boolean(request)
  useEffect(() => {
    if (isFound) useSession.setState({ isRequestOpened: true })
  }, [isFound])
  if (request === undefined) return <Skeleton h={400} />
  if (request === null) {
    return (
      <Stack gap="xs" pb="md">
        <Text fw={600}>{words.gone}</Text>
        <Text size="sm">{words.goneText(id)}</Text>
      </Stack>
    )
  }
  if (isResending) return <ResendForm request={request} onCancel={() => setResending(false)} />
  return (
    <>
      <RequestDetail request={request} />
      <Footer request={request} matching={matching} onResend={() => setResending(true)} />
    </>
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
