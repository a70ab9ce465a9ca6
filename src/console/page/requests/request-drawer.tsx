import { Button, Drawer, Skeleton, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useState } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { go } from '../data/route.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { DrawerActions } from '../parts/drawer-actions.tsx'
import { useWords } from '../words/words.ts'
import { curlOf } from './curl.ts'
import { RequestDetail } from './request-detail.tsx'
import { isApiUrl } from './resend.ts'
import { ResendForm } from './resend-form.tsx'

/** The buttons are at the bottom, however short the content is. */
const COLUMN = { flex: 1, display: 'flex', flexDirection: 'column' } as const
const STYLES = { content: COLUMN, body: { ...COLUMN, paddingBottom: 0 } }

/** Shows a request in a drawer. @param id from the address; undefined: closed */
export function RequestDrawer({
  id,
  request,
  isLoading
}: {
  id: string | undefined
  request: RecordedRequest | undefined
  isLoading: boolean
}) {
  const { requests: words, common } = useWords()
  const isNarrow = useMediaQuery('(max-width: 48em)')
  const [resent, setResent] = useState<number>()
  const isResending = request !== undefined && request.id === resent
  return (
    <Drawer
      opened={id !== undefined}
      onClose={() => {
        setResent(undefined)
        go('requests')
      }}
      closeOnClickOutside={!isResending}
      position="right"
      size={isNarrow ? '100%' : 'xl'}
      title={`${words.request} ${id}`}
      closeButtonProps={{ 'aria-label': common.close }}
      // The content is removed together with the address.
      transitionProps={{ exitDuration: 0 }}
      styles={STYLES}
    >
      {request ? (
        isResending ? (
          <ResendForm key={request.id} request={request} onCancel={() => setResent(undefined)} />
        ) : (
          <Content key={request.id} recorded={request} onResend={() => setResent(request.id)} />
        )
      ) : isLoading ? (
        <Skeleton h={400} />
      ) : (
        <Text pb="md">{words.gone}</Text>
      )}
    </Drawer>
  )
}

function Content({ recorded, onResend }: { recorded: RecordedRequest; onResend: () => void }) {
  const { requests: words, common } = useWords()
  return (
    <>
      <RequestDetail request={recorded} />
      <DrawerActions>
        <CopyButton
          text={curlOf(recorded, location.origin, words.masked)}
          what={words.curl}
          label={common.copyWhat(words.curl)}
          size="sm"
        />
        <Button disabled={!isApiUrl(recorded.request.url, location.origin)} onClick={onResend}>
          {words.resend}
        </Button>
      </DrawerActions>
    </>
  )
}
