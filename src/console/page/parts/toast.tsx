import { Box, Notification } from '@mantine/core'
import { useTimeout } from '@mantine/hooks'
import { useEffect } from 'react'
import { showToast, useToast } from '../data/toast.ts'
import { useWords } from '../words/words.ts'

/** Milliseconds for which a message stays. */
const SHOWN = 4000

/** Shows the last message. */
export function Toast() {
  const { common } = useWords()
  const state = useToast()
  const hide = () => showToast('')
  const { start, clear } = useTimeout(hide, SHOWN)
  useEffect(() => {
    if (state.message !== '') start()
    return clear
  }, [state, start, clear])
  return (
    <Box className="toast" role="status">
      {state.message !== '' && (
        <Notification withBorder onClose={hide} closeButtonProps={{ 'aria-label': common.close }}>
          {state.message}
        </Notification>
      )}
    </Box>
  )
}
