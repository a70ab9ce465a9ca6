import { Accordion, Drawer, Skeleton, Stack, Text } from '@mantine/core'
import type { Delivery } from '../../../../types/wire.d.ts'
import { prettyOf } from '../api/json.ts'
import { DELIVERIES } from '../data/queries.ts'
import { CodeBlock } from '../parts/code-block.tsx'
import { useWords } from '../words/words.ts'
import { DeliveryFacts } from './delivery-facts.tsx'
import { Verification } from './verification.tsx'

/** Shows one delivery. @param id undefined: none was opened */
export function DeliveryDrawer({
  id,
  deliveries,
  isOpen,
  onClose
}: {
  id: string | undefined
  deliveries: readonly Delivery[] | undefined
  isOpen: boolean
  onClose: () => void
}) {
  const { alerts: words, common } = useWords()
  const delivery = deliveries?.find(delivery => String(delivery.id) === id)
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      position="right"
      size="calc(min(100%, 44rem))"
      title={words.delivery(id ?? '')}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      {!deliveries && <Skeleton h={400} />}
      {deliveries && !delivery && <Text>{words.absent(DELIVERIES)}</Text>}
      {delivery && <Details key={delivery.id} delivery={delivery} />}
    </Drawer>
  )
}

function Details({ delivery }: { delivery: Delivery }) {
  const { alerts: words } = useWords()
  const { request, signature } = delivery
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`)
  return (
    <Stack>
      <DeliveryFacts delivery={delivery} />
      <CodeBlock text={headers.join('\n')} what={words.headers} />
      <CodeBlock text={prettyOf(request.body)} what={words.body} />
      <Accordion multiple variant="separated">
        <Accordion.Item value="raw">
          <Accordion.Control fz="sm">{words.rawBody}</Accordion.Control>
          <Accordion.Panel>
            <CodeBlock text={request.body} what={words.rawBody} />
          </Accordion.Panel>
        </Accordion.Item>
        {signature.header !== null && (
          <Accordion.Item value="verify">
            <Accordion.Control fz="sm">{words.verify}</Accordion.Control>
            <Accordion.Panel>
              <Verification body={request.body} signature={signature.header} />
            </Accordion.Panel>
          </Accordion.Item>
        )}
      </Accordion>
    </Stack>
  )
}
