import { createRequire } from 'node:module'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { ACME, DEMO, integrations, VERSIONED } from '../app.ts'
import { installFromNpm } from './run.ts'
import { apiKey } from './seed.ts'
import { startServer } from './server.ts'

const VERSIONS = { urllib: '4.9.2', 'digest-fetch': '3.1.1', 'mongodb-atlas-api-client': '4.19.0' }

/** The parts of urllib in use. */
interface Urllib {
  request(
    url: string,
    options: {
      digestAuth: string
      method?: string
      data?: object
      contentType?: string
      dataType?: 'json'
      headers?: Record<string, string>
    }
  ): Promise<{ status: number; data: unknown }>
}

/** The parts of digest-fetch in use. */
interface DigestFetch {
  default: new (
    user: string,
    password: string
  ) => { fetch(url: string, options?: object): Promise<Response>; digest: { nonce?: string; nc: number } }
}

/** The parts of mongodb-atlas-api-client in use. */
type AtlasApiClient = (options: {
  publicKey: string
  privateKey: string
  baseUrl: string
  projectId: string
}) => {
  project: Record<'getAll', () => Promise<unknown>> &
    Record<'getById' | 'getByName' | 'getTeamsByProjectId' | 'delete', (id: string) => Promise<unknown>> &
    Record<'create', (body: object) => Promise<unknown>>
  organization: Record<'getAll', () => Promise<unknown>> & Record<'getById', (id: string) => Promise<unknown>>
}

t.test('clients from npm', async t => {
  const packages = Object.entries(VERSIONS).map(([name, version]) => `${name}@${version}`)
  const folder = await installFromNpm(t, ...packages)
  if (folder === undefined) return
  const load = createRequire(join(folder, 'clients.js'))
  const url = await startServer(t)
  await t.test(`urllib ${VERSIONS.urllib}: Digest, all methods`, t => useUrllib(t, load('urllib'), url))
  await t.test(`digest-fetch ${VERSIONS['digest-fetch']}: Digest, all methods, one nonce for many calls`, t =>
    useDigestFetch(t, load('digest-fetch'), url)
  )
  await t.test(
    `mongodb-atlas-api-client ${VERSIONS['mongodb-atlas-api-client']}: v1.0, projects and organizations`,
    t => useAtlasApiClient(t, load('mongodb-atlas-api-client'), url)
  )
})

async function useUrllib(t: Test, { request }: Urllib, url: string): Promise<void> {
  const { id, secret } = apiKey('prjowner')
  const call = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', type: string, data?: object) =>
    await request(url + integrations(DEMO, type), {
      digestAuth: `${id}:${secret}`,
      method,
      headers: { accept: VERSIONED },
      ...(data === undefined ? {} : { data, contentType: 'json' }),
      ...(method === 'DELETE' ? {} : { dataType: 'json' })
    })
  t.match(await call('GET', ''), { status: 200, data: { results: [], totalCount: 0 } })
  t.match(await call('POST', 'VICTOR_OPS', { apiKey: '11111111-1111-1111-1111-111111111111' }), {
    status: 200,
    data: { results: [{ apiKey: `${'*'.repeat(32)}1111`, routingKey: null, type: 'VICTOR_OPS' }] }
  })
  t.match(await call('GET', 'VICTOR_OPS'), { status: 200, data: { type: 'VICTOR_OPS' } })
  t.match(await call('PUT', 'VICTOR_OPS', { routingKey: 'test routing' }), {
    status: 200,
    data: { results: [{ routingKey: 'test routing' }] }
  })
  t.match(await call('POST', 'VICTOR_OPS', { apiKey: 'x' }), {
    status: 409,
    data: { errorCode: 'INTEGRATION_ALREADY_CONFIGURED' }
  })
  t.match(await call('DELETE', 'VICTOR_OPS'), { status: 204 })
  t.match(await call('GET', 'VICTOR_OPS'), { status: 404, data: { errorCode: 'INTEGRATION_NOT_CONFIGURED' } })
}

async function useDigestFetch(t: Test, { default: DigestClient }: DigestFetch, url: string): Promise<void> {
  const { id, secret } = apiKey('prjowner')
  const client = new DigestClient(id, secret)
  const statuses: number[] = []
  const nonces = new Set<string | undefined>()
  const call = async (method: string, type: string, body?: object) => {
    const response = await client.fetch(url + integrations(DEMO, type), {
      method,
      headers: { accept: VERSIONED, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    })
    statuses.push(response.status)
    nonces.add(client.digest.nonce)
    const text = await response.text()
    return text === '' ? undefined : (JSON.parse(text) as unknown)
  }
  await call('POST', 'OPS_GENIE', { apiKey: '11111111-1111-1111-1111-111111111111', region: 'EU' })
  t.match(await call('GET', 'OPS_GENIE'), { apiKey: `${'*'.repeat(32)}1111`, region: 'EU' })
  await call('PUT', 'OPS_GENIE', { region: 'US' })
  t.match(await call('GET', ''), { results: [{ type: 'OPS_GENIE', region: 'US' }], totalCount: 1 })
  t.equal(await call('DELETE', 'OPS_GENIE'), undefined)
  t.match(await call('DELETE', 'OPS_GENIE'), { errorCode: 'INTEGRATION_NOT_CONFIGURED' })
  t.strictSame(statuses, [200, 200, 200, 200, 204, 404])
  t.equal(nonces.size, 1, 'all calls use the nonce of the first challenge')

  const stranger = await new DigestClient(id, 'wrong').fetch(url + integrations(DEMO))
  t.equal(stranger.status, 401)
}

async function useAtlasApiClient(t: Test, create: AtlasApiClient, url: string): Promise<void> {
  const { id, secret } = apiKey('orgowner')
  const baseUrl = `${url}/api/atlas/v1.0`
  const { project, organization } = create({ publicKey: id, privateKey: secret, baseUrl, projectId: DEMO })
  t.match(await organization.getAll(), { results: [{ id: ACME, name: 'Acme' }], totalCount: 1 })
  t.match(await organization.getById(ACME), { id: ACME, name: 'Acme' })

  const created = await project.create({ name: 'made by npm', orgId: ACME })
  t.match(created, { name: 'made by npm', orgId: ACME, clusterCount: 0 })
  const groupId = String((created as Record<string, unknown>)['id'])
  t.match(await project.create({ name: 'made by npm', orgId: ACME }), { errorCode: 'GROUP_ALREADY_EXISTS' })
  t.match(await project.getAll(), { totalCount: 3 })
  t.match(await project.getById(groupId), { id: groupId })
  t.match(await project.getByName('demo'), { id: DEMO })
  t.equal(await project.delete(groupId), true)
  t.match(await project.getById(groupId), { errorCode: 'GROUP_NOT_FOUND' })
  t.match(await project.getTeamsByProjectId(DEMO), { results: [], totalCount: 0 })
}
