import { StartError } from '../errors.ts'
import type { Settings } from './settings.ts'

/** What does not go together, and how it is said. */
const CONFLICTS: readonly { found(settings: Settings): boolean; text: string }[] = [
  {
    found: ({ control, controlToken, allowedHosts }) =>
      !control && (controlToken !== undefined || allowedHosts !== undefined),
    text: '--control-token (ATLAS_MOCK_CONTROL_TOKEN) and --allowed-hosts (ATLAS_MOCK_ALLOWED_HOSTS) go with --control on'
  },
  {
    found: ({ control, deliverTo }) => !control && deliverTo !== undefined,
    text: '--deliver-to (ATLAS_MOCK_DELIVER_TO) goes with --control on'
  },
  {
    found: ({ tls, tlsCert, tlsKey, tlsCaOut }) => !tls && (tlsCert ?? tlsKey ?? tlsCaOut) !== undefined,
    text: '--tls-cert, --tls-key and --tls-ca-out (ATLAS_MOCK_TLS_…) go with --tls'
  },
  {
    found: ({ tlsCert, tlsKey }) => (tlsCert === undefined) !== (tlsKey === undefined),
    text: '--tls-cert (ATLAS_MOCK_TLS_CERT) and --tls-key (ATLAS_MOCK_TLS_KEY) go together'
  },
  {
    found: ({ tlsCert, tlsCaOut }) => tlsCert !== undefined && tlsCaOut !== undefined,
    text: '--tls-ca-out (ATLAS_MOCK_TLS_CA_OUT) is for the CA made without --tls-cert'
  }
]

/** @throws {StartError} for settings that go with nothing, or not together */
export function checkConflicts(settings: Settings): void {
  const conflict = CONFLICTS.find(({ found }) => found(settings))
  if (conflict) throw new StartError(conflict.text)
}
