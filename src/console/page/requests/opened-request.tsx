import {
  ActionIcon,
  Button,
  CloseButton,
  Drawer,
  Group,
  Paper,
  Skeleton,
  Stack,
  Text,
  Title
} from '@mantine/core'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { goToRequest } from '../data/request-filter.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { DrawerActions } from '../parts/drawer-actions.tsx'
import { pathOf } from '../parts/shorten.ts'
import { useWords } from '../words/words.ts'
import { ComparePanel } from './compare-panel.tsx'
import { curlOf } from './curl.ts'
import { RequestDetail } from './request-detail.tsx'
import { isApiUrl } from './resend.ts'
import { ResendForm } from './resend-form.tsx'

/** The buttons are at the bottom, however short the content is. */
const COLUMN = { display: 'flex', flexDirection: 'column' } as const
const STYLES = { content: COLUMN, body: { ...COLUMN, flex: 1, minHeight: 0, paddingBottom: 0 } }

interface Props {
  /** From the address. */
  id: string
  /** Undefined: loading, or not in the journal. */
  request: RecordedRequest | undefined
  /** Those of the list, oldest first. */
  requests: readonly RecordedRequest[]
  /** Loads older requests, and returns the newest of them; undefined: all are loaded. */
  loadOlder: (() => Promise<RecordedRequest | undefined>) | undefined
  isLoading: boolean
  /** Whether the request is shown beside the list, not over it in a drawer. */
  isWide: boolean
  onClose: () => void
}

/** Shows the opened request, and what the user does with it. */
export function OpenedRequest({ id, request, requests, loadOlder, isLoading, isWide, onClose }: Props) {
  const { requests: words, common } = useWords()
  const [{ mode, of }, setMode] = useState({ mode: 'details', of: id })
  if (of !== id) setMode({ mode: 'details', of: id })
  const [isDetailed, setDetailed] = useState(false)
  const content = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: other content starts at its top
  useEffect(() => {
    content.current?.scrollTo(0, 0)
  }, [id, mode])
  const choose = (mode: string) => {
    setMode({ mode, of: id })
    // The pressed button disappears.
    content.current?.focus({ preventScroll: true })
  }
  const back = () => choose('details')
  const closeLast = mode !== 'details' ? back : isDetailed ? () => setDetailed(false) : undefined
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !closeLast) return
    event.stopPropagation()
    closeLast()
  }
  const title = `${words.request} ${id}`
  const heading = (
    <>
      {title}{' '}
      <Text span size="sm" c="dimmed" className="one-line">
        {request && `${request.request.method} ${pathOf(request)}`}
      </Text>
    </>
  )
  const shown = (
    <Stack
      ref={content}
      gap={0}
      flex={1}
      mih={0}
      tabIndex={-1}
      style={{ overflow: 'auto', outline: 'none' }}
      onKeyDown={onKeyDown}
    >
      {!request ? (
        isLoading ? (
          <Skeleton h={400} />
        ) : (
          <Text pb="md">{words.gone}</Text>
        )
      ) : mode === 'resend' ? (
        <ResendForm key={id} request={request} onCancel={back} />
      ) : mode === 'compare' ? (
        <ComparePanel key={id} request={request} requests={requests} onBack={back} />
      ) : (
        <Details
          request={request}
          requests={requests}
          loadOlder={loadOlder}
          onChoose={choose}
          isOpen={isDetailed}
          onToggle={setDetailed}
        />
      )}
    </Stack>
  )
  if (!isWide) {
    return (
      <Drawer
        opened
        onClose={onClose}
        closeOnClickOutside={mode !== 'resend'}
        closeOnEscape={!closeLast}
        position="right"
        size="min(100%, 780px)"
        title={heading}
        closeButtonProps={{ 'aria-label': common.close }}
        // The content is removed together with the address.
        transitionProps={{ exitDuration: 0 }}
        styles={STYLES}
      >
        {shown}
      </Drawer>
    )
  }
  return (
    <Paper
      component="section"
      aria-label={title}
      withBorder
      px="md"
      pos="sticky"
      top="calc(var(--header-height) + 1rem)"
      w="42%"
      h="calc(100vh - 13.5rem)"
      style={COLUMN}
    >
      <Group justify="space-between" py="xs" wrap="nowrap">
        <Title order={2} size="h4" className="one-line grow">
          {heading}
        </Title>
        <CloseButton aria-label={common.close} onClick={onClose} />
      </Group>
      {shown}
    </Paper>
  )
}

type DetailsProps = Pick<Props, 'requests' | 'loadOlder'> &
  Parameters<typeof RequestDetail>[0] & { onChoose: (mode: string) => void }

function Details({ request, requests, loadOlder, onChoose, isOpen, onToggle }: DetailsProps) {
  const { requests: words, common } = useWords()
  const at = requests.findIndex(({ id }) => id === request.id)
  const newer = at < 0 ? undefined : requests[at + 1]
  const older = requests[at - 1]
  const canLoad = at === 0 && loadOlder !== undefined
  const openOlder = async () => {
    const found = older ?? (await loadOlder?.())
    if (found) goToRequest(found.id)
  }
  const step = (name: string, arrow: string, isPossible: boolean, open: () => unknown) => (
    <ActionIcon
      variant="default"
      size={36}
      aria-label={name}
      // A disabled button would lose the focus.
      aria-disabled={!isPossible}
      data-disabled={!isPossible}
      onClick={() => isPossible && open()}
    >
      {arrow}
    </ActionIcon>
  )
  return (
    <>
      <RequestDetail request={request} isOpen={isOpen} onToggle={onToggle} />
      <DrawerActions>
        {step(words.previous, '↑', newer !== undefined, () => newer && goToRequest(newer.id))}
        {step(words.next, '↓', older !== undefined || canLoad, openOlder)}
        <CopyButton
          text={curlOf(request, location.origin, words.masked)}
          what={words.curl}
          label={common.copyWhat(words.curl)}
          size="sm"
        />
        <Button variant="default" onClick={() => onChoose('compare')}>
          {words.compare}
        </Button>
        <Button disabled={!isApiUrl(request.request.url, location.origin)} onClick={() => onChoose('resend')}>
          {words.resend}
        </Button>
      </DrawerActions>
    </>
  )
}
