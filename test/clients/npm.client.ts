import { createRequire } from 'node:module'
import { join } from 'node:path'
import t from 'tap'
import { ACME, DEMO, integrations, VERSIONED } from '../app.ts'
import { installFromNpm } from './run.ts'
import { apiKey } from './seed.ts'
import { startServer } from './server.ts'

const VERSIONS = { urllib: '4.9.2', 'digest-fetch': '3.1.1', 'mongodb-atlas-api-client': '4.19.0' }

/** The parts of the clients in use. */
interface Clients {
  urllib: { request(url: string, options: object): Promise<{ status: number; data: unknown }> }
  'digest-fetch': {
    default: new (
      user: string,
      password: string
    ) => { fetch(url: string, options?: object): Promise<Response>; digest: { nonce?: string } }
  }
  'mongodb-atlas-api-client': (
    options: object
  ) => Record<'project' | 'organization', Record<string, (argument?: unknown) => Promise<unknown>>>
}

t.test('clients from npm', async t => {
  const packages = Object.entries(VERSIONS).map(([name, version]) => `${name}@${version}`)
  const folder = await installFromNpm(t, ...packages)
  if (folder === undefined) return
  const require = createRequire(join(folder, 'clients.js'))
  const load = <Name extends keyof Clients>(name: Name): Clients[Name] => require(name)
  const url = await startServer(t)

  await t.test(`urllib ${VERSIONS.urllib}: Digest`, async t => {
    const { id, secret } = apiKey('prjowner')
    const call = (method: string, data?: object) =>
      load('urllib').request(url + integrations(DEMO, 'VICTOR_OPS'), {
        digestAuth: `${id}:${secret}`,
        method,
        headers: { accept: VERSIONED },
        ...(data && { data, contentType: 'json' }),
        ...(method !== 'DELETE' && { dataType: 'json' })
      })
    t.match(await call('POST', { apiKey: '11111111-1111-1111-1111-111111111111' }), {
      status: 200,
      data: { results: [{ apiKey: `${'*'.repeat(32)}1111`, routingKey: null, type: 'VICTOR_OPS' }] }
    })
    t.match(await call('PUT', { routingKey: 'test routing' }), {
      status: 200,
      data: { results: [{ routingKey: 'test routing' }] }
    })
    t.match(await call('DELETE'), { status: 204 })
    t.match(await call('GET'), { status: 404, data: { errorCode: 'INTEGRATION_NOT_CONFIGURED' } })
  })

  await t.test(`digest-fetch ${VERSIONS['digest-fetch']}: one nonce for many calls`, async t => {
    const { default: DigestClient } = load('digest-fetch')
    const { id, secret } = apiKey('prjowner')
    const client = new DigestClient(id, secret)
    const nonces = new Set<string | undefined>()
    const call = async (method: string, body?: object) => {
      const { status } = await client.fetch(url + integrations(DEMO, 'OPS_GENIE'), {
        method,
        headers: { accept: VERSIONED, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) })
      })
      nonces.add(client.digest.nonce)
      return status
    }
    const created = await call('POST', { apiKey: '11111111-1111-1111-1111-111111111111', region: 'EU' })
    const statuses = [created, await call('PUT', { region: 'US' }), await call('DELETE'), await call('GET')]
    t.strictSame([statuses, nonces.size], [[200, 200, 204, 404], 1])
    const stranger = await new DigestClient(id, 'wrong').fetch(url + integrations(DEMO))
    t.equal(stranger.status, 401)
  })

  const version = VERSIONS['mongodb-atlas-api-client']
  await t.test(`mongodb-atlas-api-client ${version}: v1.0, projects and organizations`, async t => {
    const { id, secret } = apiKey('orgowner')
    const { project, organization } = load('mongodb-atlas-api-client')({
      publicKey: id,
      privateKey: secret,
      baseUrl: `${url}/api/atlas/v1.0`,
      projectId: DEMO
    })
    t.match(await organization['getAll']?.(), { results: [{ id: ACME, name: 'Acme' }], totalCount: 1 })
    t.match(await organization['getById']?.(ACME), { id: ACME, name: 'Acme' })
    const created = (await project['create']?.({ name: 'made by npm', orgId: ACME })) as { id: string }
    t.match(created, { name: 'made by npm', orgId: ACME, clusterCount: 0 })
    t.match(await project['getAll']?.(), { totalCount: 3 })
    t.match(await project['getByName']?.('demo'), { id: DEMO })
    t.equal(await project['delete']?.(created.id), true)
    t.match(await project['getById']?.(created.id), { errorCode: 'GROUP_NOT_FOUND' })
    t.match(await project['getTeamsByProjectId']?.(DEMO), { results: [], totalCount: 0 })
  })
})
