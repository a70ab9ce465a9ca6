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
import { useEffect, useRef, useState } from 'react'
import { CopyButton } from '../parts/copy-button.tsx'
import { DrawerActions } from '../parts/drawer-actions.tsx'
import { useWords } from '../words/words.ts'
import { ComparePanel } from './compare-panel.tsx'
import { curlOf } from './curl.ts'
import { goToRequest } from './filter.ts'
import { RequestDetail } from './request-detail.tsx'
import { isApiUrl } from './resend.ts'
import { ResendForm } from './resend-form.tsx'
import type { Row } from './rows.ts'

/** The buttons are at the bottom, however short the content is. */
const COLUMN = { display: 'flex', flexDirection: 'column' } as const
const STYLES = { content: COLUMN, body: { ...COLUMN, flex: 1, paddingBottom: 0 } }

interface Props {
  /** From the address; undefined: none is opened. */
  id: string | undefined
  row: Row | undefined
  /** Those of the list, oldest first. */
  rows: readonly Row[]
  isLoading: boolean
  /** Whether the request is shown beside the list, not over it in a drawer. */
  isWide: boolean
  onClose: () => void
}

/** Shows the opened request, and what the user does with it. */
export function OpenedRequest({ id, row, rows, isLoading, isWide, onClose }: Props) {
  const { requests: words, common } = useWords()
  const [{ mode, of }, setMode] = useState({ mode: 'details', of: id })
  if (of !== id) setMode({ mode: 'details', of: id })
  const content = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: other content starts at its top
  useEffect(() => {
    content.current?.closest('section')?.scrollTo(0, 0)
  }, [id, mode])
  const choose = (mode: string) => {
    setMode({ mode, of: id })
    // The pressed button disappears.
    content.current?.focus({ preventScroll: true })
  }
  const back = () => choose('details')
  const title = `${words.request} ${id}`
  const shown = (
    <Stack ref={content} gap={0} flex={1} tabIndex={-1} style={{ outline: 'none' }}>
      {!row ? (
        isLoading ? (
          <Skeleton h={400} />
        ) : (
          <Text pb="md">{words.gone}</Text>
        )
      ) : mode === 'resend' ? (
        <ResendForm key={id} request={row.request} onCancel={back} />
      ) : mode === 'compare' ? (
        <ComparePanel key={id} request={row.request} requests={rows.map(row => row.request)} onBack={back} />
      ) : (
        <Details row={row} rows={rows} onChoose={choose} />
      )}
    </Stack>
  )
  if (!isWide) {
    return (
      <Drawer
        opened={id !== undefined}
        onClose={onClose}
        closeOnClickOutside={mode !== 'resend'}
        position="right"
        size="min(100%, 780px)"
        title={title}
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
      aria-label={id && title}
      withBorder
      px="md"
      pos="sticky"
      top={16}
      w="42%"
      mah="calc(100vh - 13rem)"
      style={{ ...COLUMN, overflow: 'auto' }}
    >
      {id === undefined ? (
        <Text ta="center" c="dimmed" p="xl">
          {words.select}
        </Text>
      ) : (
        <>
          <Group justify="space-between" py="sm">
            <Title order={2} size="h4">
              {title}
            </Title>
            <CloseButton aria-label={common.close} onClick={onClose} />
          </Group>
          {shown}
        </>
      )}
    </Paper>
  )
}

type DetailsProps = { row: Row; rows: readonly Row[]; onChoose: (mode: string) => void }

function Details({ row, rows, onChoose }: DetailsProps) {
  const { requests: words, common } = useWords()
  const { request } = row
  const at = rows.findIndex(row => row.request.id === request.id)
  const step = (name: string, arrow: string, to: Row | undefined) => (
    <ActionIcon
      variant="default"
      size={36}
      aria-label={name}
      // A disabled button would lose the focus.
      aria-disabled={!to}
      data-disabled={!to}
      onClick={() => to && goToRequest(to.request.id)}
    >
      {arrow}
    </ActionIcon>
  )
  return (
    <>
      <RequestDetail row={row} />
      <DrawerActions>
        {step(words.previous, '↑', at < 0 ? undefined : rows[at + 1])}
        {step(words.next, '↓', rows[at - 1])}
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
