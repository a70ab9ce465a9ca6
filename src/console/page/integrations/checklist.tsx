import { Anchor, Button, Group, List, Paper, Text, ThemeIcon, VisuallyHidden } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { useIdentities } from '../data/identity.ts'
import { useIntegrations } from '../data/integrations.ts'
import { useRequests } from '../data/journal.ts'
import { useReach, useTypes } from '../data/queries.ts'
import { go } from '../data/route.ts'
import { selectIdentity, useSession } from '../data/session.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'

const STEPS = ['connect', 'conflict', 'weak', 'outage', 'journal'] as const

type Step = (typeof STEPS)[number]

/** The requests that complete a step, whichever client sends them. */
const REQUESTS: Readonly<Record<Exclude<Step, 'journal'>, (request: RecordedRequest) => boolean>> = {
  connect: ({ request, integrationType, answer }) =>
    request.method === 'POST' && integrationType !== null && answer?.status === 200,
  conflict: ({ answer }) => answer?.status === 409,
  weak: ({ answer }) => answer?.errorCode === 'USER_UNAUTHORIZED',
  outage: ({ answer }) => answer?.status === 500
}

/** First steps for a new user. */
export function Checklist() {
  const { checklist } = useWords()
  const reach = useReach()
  // A narrow screen would show nothing else.
  const isWide = useMediaQuery('(min-width: 48em)', false, { getInitialValueInEffect: false })
  const isOpen = usePreferences(({ isChecklistOpen }) => isChecklistOpen) ?? isWide
  const requests = useRequests()
  const isRequestOpened = useSession(({ isRequestOpened }) => isRequestOpened)
  const open = useOpenStep()
  if (reach !== 'ready' && reach !== 'starting') return null
  const isDone = (step: Step) => (step === 'journal' ? isRequestOpened : requests.some(REQUESTS[step]))
  const toggle = () => usePreferences.setState({ isChecklistOpen: !isOpen })
  return (
    <Paper component="section" withBorder px="sm" py={6} aria-label={checklist.title}>
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" fw={600} className="one-line">
          {checklist.title} · {checklist.progress(STEPS.filter(isDone).length, STEPS.length)}
        </Text>
        <Button variant="subtle" size="compact-sm" aria-expanded={isOpen} onClick={toggle}>
          {isOpen ? checklist.hide : checklist.show}
        </Button>
      </Group>
      {isOpen && (
        <List size="sm" center spacing={2}>
          {STEPS.map((step, at) => (
            <List.Item
              key={step}
              icon={
                <ThemeIcon size={18} radius="xl" variant={isDone(step) ? 'filled' : 'default'}>
                  {isDone(step) ? '✓' : at + 1}
                </ThemeIcon>
              }
            >
              <Anchor component="button" size="sm" ta="start" onClick={() => open(step)}>
                {checklist.steps[step]}
                {isDone(step) && <VisuallyHidden> {checklist.done}</VisuallyHidden>}
              </Anchor>
            </List.Item>
          ))}
        </List>
      )}
    </Paper>
  )
}

/** Opens the view of a step, with an identity that produces its response. */
function useOpenStep(): (step: Step) => void {
  const identities = useIdentities()
  const types = useTypes()
  const { integrations = [] } = useIntegrations()
  return step => {
    if (step === 'outage') return go('faults')
    if (step === 'journal') return go('requests')
    const roles = step === 'weak' ? /READ_ONLY/ : /^(ORG|GROUP)_OWNER$/
    const fitting = identities.find(
      identity =>
        identity.accessList.length === 0 && identity.roles.some(({ roleName }) => roles.test(roleName))
    )
    if (fitting) selectIdentity(fitting)
    const isConfigured = (type: string) => integrations.some(integration => integration.type === type)
    const free = types.find(({ type }) => !isConfigured(type))?.type
    const configured = types.find(({ type }) => isConfigured(type))?.type
    if (step === 'conflict') go('integrations', configured ?? free ?? '', 'create')
    else go('integrations', free ?? configured ?? '')
  }
}
