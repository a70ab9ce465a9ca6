import { type Change, followMock } from '../control/events.ts'
import { refreshInbox } from './inbox.ts'
import { reloadIntegrations } from './integrations.ts'
import { addRequest, KEPT, reloadJournal, showRequests, useJournal } from './journal.ts'
import { refreshSession } from './session.ts'
import { refreshSandboxes, refreshStage } from './stage.ts'
import { forgetWrites, noteWrite } from './writes.ts'

/** Calls after which there are other organizations, projects, identities or integrations. */
const WORLD = ['reset', 'createSandbox', 'deleteSandbox', 'putState', 'restoreSnapshot', 'patchPrincipal']

/** Calls that take requests out of the journal. */
const JOURNAL = ['reset', 'deleteSandbox', 'deleteRequests']

/** Calls that the inbox shows. */
const INBOX = ['reset', 'deleteSandbox', 'sendTestAlert']

/** Follows what happens in the mock, whoever does it. @returns ends it */
export function watchMock(token: string | undefined): () => void {
  let wasInterrupted = false
  return followMock({
    token,
    limit: KEPT,
    onBegin(requests) {
      showRequests(requests)
      useJournal.setState({ isLive: true })
      void refreshSandboxes()
      if (wasInterrupted) {
        // It may be a mock that was started anew, which knows nothing of what the page shows.
        forgetWrites()
        void reloadWorld()
      }
      wasInterrupted = false
    },
    onRequest(request) {
      addRequest(request)
      noteWrite(request)
    },
    onChange: change => void take(change),
    onInterrupted() {
      wasInterrupted = true
      useJournal.setState({ isLive: false })
      void refreshStage()
    }
  })
}

async function take({ operation }: Change): Promise<void> {
  void refreshStage()
  if (INBOX.includes(operation)) void refreshInbox()
  if (JOURNAL.includes(operation)) await reloadJournal().catch(() => undefined)
  if (WORLD.includes(operation)) await reloadWorld()
}

async function reloadWorld(): Promise<void> {
  void refreshStage()
  void refreshSandboxes()
  await refreshSession()
  await reloadIntegrations()
}
