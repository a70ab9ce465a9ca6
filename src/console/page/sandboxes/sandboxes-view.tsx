import { Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import type { CreatedSandbox } from '../../../../types/wire.d.ts'
import { View } from '../parts/view.tsx'
import { useWords } from '../words/words.ts'
import { Credentials } from './credentials.tsx'
import { SandboxForm } from './sandbox-form.tsx'
import { SandboxList } from './sandbox-list.tsx'

/** Creates, uses, resets and deletes sandboxes. */
export function SandboxesView() {
  const { shell, sandboxes: words, common } = useWords()
  const [created, setCreated] = useState<CreatedSandbox>()
  const [isOpen, { open, close }] = useDisclosure()
  const show = (sandbox: CreatedSandbox) => {
    setCreated(sandbox)
    open()
  }
  return (
    <View title={shell.views.sandboxes} lead={words.lead}>
      <SandboxForm onCreated={show} />
      <SandboxList />
      <Modal
        opened={isOpen}
        onClose={close}
        closeOnClickOutside={false}
        size="lg"
        styles={{ body: { paddingBottom: 0 } }}
        title={created && words.createdTitle(created.name)}
        closeButtonProps={{ 'aria-label': common.close }}
      >
        {created && <Credentials sandbox={created} onDone={close} />}
      </Modal>
    </View>
  )
}
