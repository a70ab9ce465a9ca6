import type { Test } from 'tap'
import { createSources } from '../../src/base/sources.ts'
import { build } from '../app.ts'
import { checkCalls } from './recorded.ts'
import { temporaryFolder } from './run.ts'
import {
  ALERTS,
  ENTRY,
  EXPORTS,
  type Fields,
  INTEGRATIONS,
  PROJECT,
  SETTINGS,
  WINDOW
} from './terraform-module.ts'
import { type Identified, Provider } from './terraform-provider.ts'
import { createSend } from './terraform-requests.ts'

const BASE = 'http://localhost:80/api/atlas/v2'
const NOW = '2026-08-10T03:07:01Z'

/** The resources that the provider has created. */
interface Deployed {
  groupId: string
  /** Path of the entry of the access list. */
  entry: string
  /** Paths of the alert configurations by type of the integration that they refer to. */
  alerts: Map<string, string>
  /** Paths of the log and metric integrations, in the order of EXPORTS. */
  exports: string[]
}

/** Sends the requests that the Terraform provider sends for `examples/terraform`, and compares the responses. */
export async function replayTerraform(t: Test): Promise<void> {
  const calls = await temporaryFolder(t)
  const app = await build(t, { settings: { calls }, sources: createSources({ now: () => Date.parse(NOW) }) })
  const send = createSend(t, app)
  const provider = new Provider(send)

  const deployed = await apply(t, provider)
  const before = await refresh(provider, deployed)
  t.strictSame(await refresh(provider, deployed), before, 'the plan after apply is empty')

  await change(t, provider, deployed)
  const after = await refresh(provider, deployed)
  t.strictSame(await refresh(provider, deployed), after, 'the plan after a change is empty')

  await destroy(provider, deployed)
  const { groupId } = deployed
  t.match(await send({ method: 'GET', path: `/groups/${groupId}`, status: 404 }), {
    errorCode: 'GROUP_NOT_FOUND'
  })
  await app.server.close()
  await checkCalls(t, calls, {
    tests: ['no sandbox'],
    notCompared: []
  })
}

/** Creates all resources of the module and compares the responses. */
async function apply(t: Test, provider: Provider): Promise<Deployed> {
  const [project, ...details] = await provider.createProject(PROJECT)
  const groupId = project.id
  const address = `${BASE}/groups/${groupId}`
  t.strictSame(project, { ...PROJECT, created: NOW, id: groupId, links: project['links'] })
  const teams = { href: `${address}/teams?includeCount=true&pageNum=1&itemsPerPage=100`, rel: 'self' }
  t.strictSame(details, [
    { links: [teams], results: [], totalCount: 0 },
    [],
    SETTINGS,
    { groupId, services: { clusters: [] } },
    true
  ])

  const links = [{ href: `${address}/accessList/203.0.113.0%2F24`, rel: 'self' }]
  t.strictSame(await provider.createEntry(groupId, ENTRY.plain), { ...ENTRY.plain, groupId, links })
  t.strictSame(await provider.setWindow(groupId, WINDOW.plain), { ...WINDOW.plain, ...WINDOW.shown })

  const ids = new Map<string, string>()
  for (const [type, { plain, sent, shown }] of Object.entries(INTEGRATIONS)) {
    const created = await provider.createIntegration(groupId, type, { ...plain, ...sent })
    t.strictSame(created, { ...plain, ...shown, id: created.id, type })
    ids.set(type, created.id)
  }

  const alerts = new Map<string, string>()
  for (const [typeName, { config, notification }] of Object.entries(ALERTS)) {
    const { plain, sent, shown } = notification
    const target = { ...plain, integrationId: ids.get(typeName), typeName }
    const body = { ...config, enabled: true, notifications: [{ ...target, ...sent }] }
    const created = await provider.create(`/groups/${groupId}/alertConfigs`, body)
    const path = `/groups/${groupId}/alertConfigs/${created.id}`
    const self = BASE + path
    t.strictSame(created, {
      ...config,
      created: NOW,
      enabled: true,
      groupId,
      id: created.id,
      links: [
        { href: self, rel: 'self' },
        { href: `${self}/alerts`, rel: 'http://localhost:80/alerts' }
      ],
      notifications: [{ ...target, ...shown, notifierId: notifierOf(created) }],
      updated: NOW
    })
    alerts.set(typeName, path)
  }

  const exports: string[] = []
  for (const { resource, plain, sent, shown } of EXPORTS) {
    const collection = `/groups/${groupId}/${resource}`
    const created = await provider.create(collection, { ...plain, ...sent })
    const [name = '', id] = idOf(created)
    t.strictSame(created, { ...plain, ...shown, [name]: id })
    exports.push(`${collection}/${id}`)
  }
  return { groupId, entry: `/groups/${groupId}/accessList/203.0.113.0%2F24`, alerts, exports }
}

/** Changes one resource of each kind. */
async function change(t: Test, provider: Provider, deployed: Deployed): Promise<void> {
  const { groupId, alerts, exports } = deployed
  const settings = { isDataExplorerEnabled: false }
  const [project, ...details] = await provider.updateProject(groupId, { name: 'renamed', settings })
  t.equal(project['name'], 'renamed')
  t.strictSame(details[2], { ...SETTINGS, ...settings })

  // The provider replaces an entry whose comment has changed.
  await provider.deleteEntry(deployed.entry)
  const entry = await provider.createEntry(groupId, { ...ENTRY.plain, comment: 'branch' })
  t.equal(entry['comment'], 'branch')
  // The provider sends the protected hours only if they have changed; without them, the update removes them.
  const { dayOfWeek } = WINDOW.plain
  const window = { ...WINDOW.shown, dayOfWeek, hourOfDay: 4 }
  t.strictSame(await provider.setWindow(groupId, { dayOfWeek, hourOfDay: 4 }), window)
  t.strictSame(await provider.setWindow(groupId, { dayOfWeek, hourOfDay: 4 }, 'preview'), window)

  const { plain = {}, sent = {}, shown = {} } = INTEGRATIONS['OPS_GENIE'] ?? {}
  const region = { region: 'US' }
  const replaced = await provider.updateIntegration(groupId, 'OPS_GENIE', { ...sent, ...region })
  t.strictSame(replaced, { ...plain, ...shown, ...region, id: replaced.id, type: 'OPS_GENIE' })

  // The update has changed the integration's id, so the provider changes the configuration, too.
  const alert = alerts.get('OPS_GENIE') ?? ''
  const current = await provider.read(alert)
  const { notification } = ALERTS['OPS_GENIE'] ?? {}
  const target = { ...notification?.plain, typeName: 'OPS_GENIE', integrationId: replaced.id }
  const changed = await provider.updateAlert(alert, {
    enabled: false,
    notifications: [{ ...target, ...notification?.sent }]
  })
  const notifications = [{ ...target, notifierId: notifierOf(changed) }]
  t.strictSame(changed, { ...current, enabled: false, notifications })
  t.not(notifierOf(changed), notifierOf(current), 'a notification without notifierId gets a new one')

  for (const [index, { plain, sent, shown }] of EXPORTS.entries()) {
    const path = exports[index] ?? ''
    const [name = '', id] = idOf(await provider.read(path))
    const selection =
      'logTypes' in plain ? { logTypes: ['MONGOS'] } : { metricSelection: ['HARDWARE_METRICS'] }
    const updated = await provider.updateExport(path, { ...plain, ...sent, ...selection })
    t.strictSame(updated, { ...plain, ...shown, ...selection, [name]: id }, 'the id stays')
  }
}

/** Reads all resources, as before a plan and after an import. */
async function refresh(provider: Provider, deployed: Deployed): Promise<unknown[]> {
  const state: unknown[] = [await provider.readProject(deployed.groupId)]
  for (const path of [deployed.entry, ...pathsOf(deployed)]) state.push(await provider.read(path))
  return state
}

async function destroy(provider: Provider, deployed: Deployed): Promise<void> {
  for (const path of pathsOf(deployed)) await provider.remove(path)
  await provider.deleteEntry(deployed.entry)
  await provider.deleteProject(deployed.groupId)
}

/** Returns the paths of what the project contains, except the entry of the access list. */
function pathsOf({ groupId, alerts, exports }: Deployed): string[] {
  const types = Object.keys(INTEGRATIONS).map(type => `/groups/${groupId}/integrations/${type}`)
  return [...alerts.values(), ...types, ...exports, `/groups/${groupId}/maintenanceWindow`]
}

function notifierOf({ notifications }: Identified): unknown {
  return (notifications as Fields[])[0]?.['notifierId']
}

/** Returns the name and value of the id: `id` of log integrations, `metricIntegrationId` of metric integrations. */
function idOf(fields: Fields): [string, unknown] | [] {
  return Object.entries(fields).find(([, value]) => /^[0-9a-f]{24}$/.test(String(value))) ?? []
}
