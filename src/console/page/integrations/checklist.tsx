import { Accordion, Anchor, List, ThemeIcon } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { STEPS, type Step } from '../data/checklist.ts'
import { useHeld } from '../data/held.ts'
import { useIdentities, useProjectId, useSelect } from '../data/identity.ts'
import { useIntegrations } from '../data/integrations.ts'
import { useControlPlaneState, useTypes } from '../data/queries.ts'
import { go } from '../data/route.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'

/** Lists first steps for a new user. */
export function Checklist() {
  const { checklist } = useWords()
  const state = useControlPlaneState()
  // It would fill a narrow screen.
  const isWide = useMediaQuery('(min-width: 48em)', false, { getInitialValueInEffect: false })
  const done = useHeld(usePreferences(({ doneSteps }) => doneSteps))
  const isOpen = usePreferences(({ isChecklistOpen }) => isChecklistOpen) ?? (isWide && done.length === 0)
  const open = useOpenStep()
  if (state !== 'ready' && state !== 'starting') return null
  if (done.length === STEPS.length) return null
  const isDone = (step: Step) => done.includes(step)
  return (
    <Accordion
      variant="contained"
      value={isOpen ? 'steps' : null}
      onChange={value => usePreferences.setState({ isChecklistOpen: value !== null })}
    >
      <Accordion.Item value="steps">
        <Accordion.Control>
          {checklist.title} · {checklist.progress(done.length, STEPS.length)}
        </Accordion.Control>
        <Accordion.Panel>
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
                </Anchor>
              </List.Item>
            ))}
          </List>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  )
}

/** Returns a function that opens the view of a step and selects an identity that gets the expected response. */
function useOpenStep(): (step: Step) => void {
  const identities = useIdentities()
  const types = useTypes()
  const { integrations = [] } = useIntegrations()
  const projectId = useProjectId()
  const select = useSelect()
  return step => {
    const needed = step === 'weak' ? /READ_ONLY/ : /^(ORG|GROUP)_OWNER$/
    const fitting = identities.find(
      ({ accessList, roles }) =>
        accessList.length === 0 && roles.some(({ roleName }) => needed.test(roleName))
    )
    if (fitting) select(fitting, projectId)
    if (step === 'outage') return go('faults')
    if (step === 'journal') return go('requests')
    if (step === 'alert') return go('alerts')
    const isConfigured = step === 'conflict'
    const fits = types.find(({ type }) => isConfigured === integrations.some(found => found['type'] === type))
    const type = (fits ?? types[0])?.type ?? ''
    go('integrations', type, ...(isConfigured ? ['create'] : []))
  }
}
