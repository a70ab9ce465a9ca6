import { Anchor, Button, Drawer, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { go, hrefOf } from '../data/route.ts'
import { useSession } from '../data/session.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { useWords } from '../words/words.ts'
import { curlOf } from './curl.ts'
import { DrawerActions } from './drawer-actions.tsx'
import { answeredChallenges, neighbours } from './filter.ts'
import { RequestDetail } from './request-detail.tsx'
import { linkId } from './request-table.tsx'
import { ResendForm } from './resend-form.tsx'

type Requests = readonly RecordedRequest[]

interface Props {
  /** From the address; undefined: closed. */
  id: string | undefined
  requests: Requests
  /** Requests in the table. */
  matching: Requests
  isLoading: boolean
}

/** Shows the request that the address names. */
export function RequestDrawer(props: Props) {
  const { requests: words, common } = useWords()
  const isNarrow = useMediaQuery('(max-width: 48em)')
  const last = useLast(props.id)
  const [resending, setResending] = useState<string>()
  const isResending = resending === last
  return (
    <Drawer
      opened={props.id !== undefined}
      onClose={() => go('requests')}
      position="right"
      size={isNarrow ? '100%' : 'xl'}
      title={(isResending ? words.resend.title : words.request)(Number(last))}
      closeButtonProps={{ 'aria-label': common.close }}
      returnFocus={false}
      styles={{ title: { fontWeight: 600 }, body: { paddingBottom: 0 } }}
    >
      {last !== undefined && (
        <Content
          key={last}
          {...props}
          id={last}
          isResending={isResending}
          onResend={isResending => setResending(isResending ? last : undefined)}
        />
      )}
    </Drawer>
  )
}

/** Returns the opened id, also while the drawer closes; then gives the focus back to its link. */
function useLast(id: string | undefined): string | undefined {
  const last = useRef(id)
  useEffect(() => {
    if (id === undefined && last.current !== undefined) {
      document.getElementById(linkId(last.current))?.focus()
    }
  }, [id])
  if (id !== undefined) last.current = id
  return last.current
}

function Content({
  id,
  requests,
  matching,
  isLoading,
  isResending,
  onResend
}: Props & { id: string; isResending: boolean; onResend: (isResending: boolean) => void }) {
  const { requests: words } = useWords()
  const request = useMemo(() => requests.find(request => String(request.id) === id), [requests, id])
  const isFound = request !== undefined
  useEffect(() => {
    if (isFound) useSession.setState({ isRequestOpened: true })
  }, [isFound])
  if (isLoading && !request) return <Skeleton h={400} />
  if (!request) {
    return (
      <Stack align="flex-start" pb="md">
        <Text fw={600}>{words.gone}</Text>
        <Text size="sm">{words.goneText(id)}</Text>
        <Anchor size="sm" href={hrefOf('requests')}>
          {words.backToList}
        </Anchor>
      </Stack>
    )
  }
  if (isResending) return <ResendForm request={request} onCancel={() => onResend(false)} />
  return (
    <>
      <RequestDetail request={request} {...halvesOf(request.id, requests)} />
      <Footer request={request} matching={matching} onResend={() => onResend(true)} />
    </>
  )
}

/** Returns the other request of a Digest call. */
function halvesOf(id: number, requests: Requests): { challenge?: number; retry?: number } {
  const answered = answeredChallenges(requests)
  const retry = answered.get(id)
  const [challenge] = [...answered].find(([, retry]) => retry === id) ?? []
  return { ...(challenge !== undefined && { challenge }), ...(retry !== undefined && { retry }) }
}

function Footer({
  request,
  matching,
  onResend
}: {
  request: RecordedRequest
  matching: Requests
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
