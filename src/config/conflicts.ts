import { StartError } from '../errors.ts'
import type { Settings } from './settings.ts'

/** Invalid combinations of settings and their messages. */
const CONFLICTS: readonly { found(settings: Settings): boolean; text: string }[] = [
  {
    found: ({ control, controlToken, allowedHosts }) =>
      !control && (controlToken !== undefined || allowedHosts !== undefined),
    text: '--control-token (ATLAS_MOCK_CONTROL_TOKEN) and --allowed-hosts (ATLAS_MOCK_ALLOWED_HOSTS) require --control on'
  },
  {
    found: ({ control, deliverTo }) => !control && deliverTo !== undefined,
    text: '--deliver-to (ATLAS_MOCK_DELIVER_TO) requires --control on'
  },
  {
    found: ({ tls, tlsCert, tlsKey, tlsCaOut }) => !tls && (tlsCert ?? tlsKey ?? tlsCaOut) !== undefined,
    text: '--tls-cert, --tls-key and --tls-ca-out (ATLAS_MOCK_TLS_…) require --tls'
  },
  {
    found: ({ tlsCert, tlsKey }) => (tlsCert === undefined) !== (tlsKey === undefined),
    text: '--tls-cert (ATLAS_MOCK_TLS_CERT) and --tls-key (ATLAS_MOCK_TLS_KEY) require each other'
  },
  {
    found: ({ tlsCert, tlsCaOut }) => tlsCert !== undefined && tlsCaOut !== undefined,
    text: '--tls-ca-out (ATLAS_MOCK_TLS_CA_OUT) must not be used with --tls-cert'
  }
]

/** Checks combinations of settings. @throws {StartError} for an invalid one */
export function checkConflicts(settings: Settings): void {
  const conflict = CONFLICTS.find(({ found }) => found(settings))
  if (conflict) throw new StartError(conflict.text)
}
