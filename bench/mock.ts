import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ha1Of, sha256 } from '../src/auth/secrets.ts'
import type { IntegrationState, StateDocument } from '../src/state/document.ts'
import { type DigestKey, GROUPS, idOf, MEDIA_TYPE, type Shot } from './requests.ts'
import type { Program, Server } from './servers.ts'

/** The published artifact: what `npm run build` makes and the package holds. */
const ENTRY = new URL('../dist/cli.js', import.meta.url).pathname

const CREATED = '2026-01-01T00:00:00.000Z'
const ORG = idOf('a', 1)
const ACCOUNT = { clientId: 'mdb_sa_id_0000000000000000000000be', secret: 'mdb_sa_sk_bench' }
const KEY = { publicKey: 'benchkey', privateKey: '00000000-0000-4000-8000-00000000000b' }
/** The project that lists and refusals are about: it holds two integrations. */
export const STAGING = '5e2211c17a3e5a48f5497de3'

/** The types that can be stored, with what each is given. */
const SETTINGS: Readonly<Record<string, IntegrationState['settings']>> = {
  DATADOG: { apiKey: '1234567890abcdef1234567890abcdef', region: 'EU' },
  WEBHOOK: { url: 'https://example.com/hooks/atlas', secret: 'staging-webhook-secret' },
  PAGER_DUTY: { serviceKey: '0123456789abcdef0123456789abcdef', region: 'US' },
  SLACK: { apiToken: 'xoxb-not-a-real-token-0000', channelName: 'alerts', teamName: 'MongoDB' },
  OPS_GENIE: { apiKey: '11111111-1111-1111-1111-111111111111', region: 'US' },
  VICTOR_OPS: { apiKey: '11111111-1111-1111-1111-111111111111', routingKey: 'bench' },
  NEW_RELIC: { accountId: '1', licenseKey: '2', readToken: 'read', writeToken: 'write' },
  PROMETHEUS: { enabled: true, serviceDiscovery: 'http', username: 'prom', password: 'a-password' },
  MICROSOFT_TEAMS: { microsoftTeamsWebhookUrl: 'https://example.webhook.office.com/webhookb2/0/Incoming/1' }
}

/** What a state holds besides the staging project. */
export interface Size {
  projects: number
  /** Integrations in each of them, of nine types at most. */
  each: number
}

/** The mock as published, with the built-in seed or a state that is written for it into the folder. */
export function mock(folder: string, size?: Size): Program {
  const flags = ['serve', '--log-level', 'silent']
  if (size) {
    const file = join(folder, `state-${size.projects}-${size.each}.json`)
    writeFileSync(file, JSON.stringify(stateOf(size)))
    flags.push('--import', file)
  }
  return { args: port => [ENTRY, ...flags, '--port', String(port)], ready: { path: '/_mock/v1/health' } }
}

function stateOf({ projects, each }: Size): StateDocument {
  let made = 0
  const integrations = (count: number): IntegrationState[] =>
    Object.entries(SETTINGS)
      .slice(0, count)
      .map(([type, settings]) => ({ id: idOf('c', made++), type, created: CREATED, settings }))
  const project = (id: string, name: string, count: number) => ({
    id,
    name,
    created: CREATED,
    integrations: integrations(count)
  })
  const roles = [{ orgId: ORG, roleName: 'ORG_OWNER' }]
  return {
    format: 'atlas-integrations-mock/state',
    version: 1,
    exported: CREATED,
    warning: '',
    organizations: [
      {
        id: ORG,
        name: 'Bench',
        created: CREATED,
        projects: [
          ...(each === 0 ? [project(STAGING, 'staging', 2)] : []),
          ...Array.from({ length: projects }, (_, at) => project(idOf('b', at), `project ${at}`, each))
        ],
        apiKeys: [{ publicKey: KEY.publicKey, ha1: ha1Of(KEY.publicKey, KEY.privateKey), roles }],
        serviceAccounts: [{ clientId: ACCOUNT.clientId, secretHash: sha256(ACCOUNT.secret), roles }]
      }
    ]
  }
}

/** A token of the state's service account. */
export async function takeToken({ url }: Server): Promise<string> {
  const basic = Buffer.from(`${ACCOUNT.clientId}:${ACCOUNT.secret}`).toString('base64')
  const answer = await fetch(`${url}/api/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' })
  })
  return ((await answer.json()) as { access_token: string }).access_token
}

export function digestKey(mode: DigestKey['mode']): DigestKey {
  return { publicKey: KEY.publicKey, ha1: ha1Of(KEY.publicKey, KEY.privateKey), mode }
}

/** The mock's first answer to an authenticated request of the seed's first key, by its two requests. */
export const SEED_KEY = {
  publicKey: 'orgowner',
  ha1: ha1Of('orgowner', '00000000-0000-4000-8000-000000000001')
}

export type Task = 'POST' | 'GET list' | 'invalid POST' | '409'
export const TASKS: readonly Task[] = ['POST', 'GET list', 'invalid POST', '409']

const BODY = '{"type":"WEBHOOK","url":"https://example.com/bench","secret":"bench-secret"}'
const INVALID = '{"type":"WEBHOOK","secret":"bench-secret"}'

/** What Atlas would be asked, for whoever serves Atlas's paths. */
export function atlasShots(token: string): Record<Task, Shot> {
  const list = `${GROUPS}/${STAGING}/integrations`
  const read = { accept: MEDIA_TYPE, authorization: `Bearer ${token}` }
  const headers = { ...read, 'content-type': 'application/json' }
  const post = { method: 'POST', path: `${list}/WEBHOOK`, headers, body: BODY } as const
  return {
    POST: { ...post, path: `${GROUPS}/{project}/integrations/WEBHOOK`, status: 200 },
    'GET list': { method: 'GET', path: list, headers: read, status: 200 },
    'invalid POST': { ...post, body: INVALID, status: 400 },
    '409': { ...post, status: 409 }
  }
}
