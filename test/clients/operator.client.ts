import t, { type Test } from 'tap'
import type { App } from '../../src/app.ts'
import { createSources } from '../../src/base/sources.ts'
import { loadStartFiles } from '../../src/cli/files.ts'
import { ACME, as, build, call, DEMO } from '../app.ts'
import { type List, Operator, PAGE, type ProjectSpec, type Reads } from './operator.ts'
import { readsOf, settingsOf, shownAs, TYPES, writtenAs } from './operator-resources.ts'
import { ACCOUNTS } from './seed.ts'
import { type Authenticated, createSend } from './terraform-requests.ts'

const NOW = '2026-08-10T03:07:01Z'
const AGENT = {
  'user-agent': 'MongoDBAtlasKubernetesOperator/2.15.0 (linux;amd64)',
  'accept-encoding': 'gzip'
}

/** The credentials of a Secret for the operator. */
const CREDENTIALS: Readonly<Record<string, (app: App) => Promise<Authenticated>>> = {
  'an API key': async app => request =>
    as(app, 'orgowner', { ...request, headers: { ...request.headers, ...AGENT } }),
  'a service account': async app => {
    const authorization = `Bearer ${await requestToken(app)}`
    return request => call(app, { ...request, headers: { ...request.headers, ...AGENT, authorization } })
  }
}

/** Requests a token as the operator does, whose flag `--atlas-domain` ends with a slash by default. */
async function requestToken(app: App): Promise<string> {
  const { id, secret } = ACCOUNTS.owner
  const { json } = await call(app, {
    method: 'POST',
    url: '//api/oauth/token',
    headers: {
      accept: '',
      authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded'
    },
    body: 'grant_type=client_credentials'
  })
  return (json as { access_token: string }).access_token
}

/** Starts a mock, with the operator's stubs or without. */
async function start(t: Test, authenticate: (app: App) => Promise<Authenticated>, stubs?: string[]) {
  const app = await build(t, {
    sources: createSources({ now: () => Date.parse(NOW) }),
    settings: { stubs }
  })
  await loadStartFiles(app.services)
  return new Operator(createSend(t, app, await authenticate(app)))
}

function listOf(reads: Reads, part: 'accessList' | 'integrations'): List {
  return reads[`${part}?${PAGE}`] as List
}

/** Returns what the operator reads of a project whose integrations have these types and the ids that were read. */
function readsWith(groupId: string, types: readonly string[], reads: Reads): Reads {
  const { results } = listOf(reads, 'integrations')
  return readsOf(
    groupId,
    types.map((type, at) => shownAs(type, results[at]?.id))
  )
}

for (const [credentials, authenticate] of Object.entries(CREDENTIALS)) {
  t.test(`replays the requests for an AtlasThirdPartyIntegration, with ${credentials}`, async t => {
    const operator = await start(t, authenticate)
    for (const type of Object.keys(TYPES)) {
      const settings = settingsOf(type)
      const { read: missing, written: created } = await operator.createIntegration(DEMO, type, settings)
      t.match(missing, { errorCode: 'INTEGRATION_NOT_CONFIGURED' }, type)
      t.strictSame(created, writtenAs(type, created))
      const read = await operator.readIntegration(DEMO, type)
      t.strictSame(read, created.results[0], 'a pass without a change')
      const updated = await operator.updateIntegration(DEMO, type, settings)
      t.strictSame(updated, writtenAs(type, updated))
      await operator.deleteIntegration(DEMO, type)
    }
  })

  t.test(`replays the requests for an AtlasProject, with ${credentials}`, async t => {
    const operator = await start(t, authenticate, ['package:kubernetes-operator'])
    const spec: ProjectSpec = { name: 'operator', orgId: ACME, integrations: {} }
    const types = ['PAGER_DUTY', 'WEBHOOK']

    // The operator creates a project only after this error, GROUP_NOT_FOUND or RESOURCE_NOT_FOUND.
    t.match(await operator.findProject(spec.name, 401), { errorCode: 'NOT_IN_GROUP', parameters: [] })
    const { id } = await operator.createProject(spec)
    t.strictSame(await operator.reconcileProject(spec), readsOf(id), 'a new project')

    const both = { ...spec, integrations: Object.fromEntries(types.map(type => [type, settingsOf(type)])) }
    await operator.reconcileProject(both)
    const created = await operator.reconcileProject(both, types)
    t.strictSame(created, readsWith(id, types, created), 'creates integrations')
    const updated = await operator.reconcileProject(both, types)
    t.strictSame(updated, readsWith(id, types, updated), 'a pass without a change')

    const change: ProjectSpec = {
      ...spec,
      tags: [{ key: 'environment', value: 'test' }],
      accessList: [{ cidrBlock: '192.0.2.15/32', comment: 'operator' }],
      integrations: { WEBHOOK: { ...settingsOf('WEBHOOK'), url: 'https://hooks.example.com/changed' } }
    }
    await operator.reconcileProject(change, types)
    const changed = await operator.reconcileProject(change, ['WEBHOOK'])
    t.match(await operator.findProject(spec.name), { id, tags: change.tags })
    t.match(listOf(changed, 'accessList').results, change.accessList)
    const webhook = shownAs('WEBHOOK', listOf(changed, 'integrations').results[0]?.id)
    t.strictSame(
      listOf(changed, 'integrations').results,
      [{ ...webhook, url: 'https://hooks.example.com/****nged' }],
      'changes one and removes one'
    )

    await operator.deleteProject(spec.name)
    t.match(await operator.findProject(spec.name, 401), { errorCode: 'NOT_IN_GROUP' })
  })
}
