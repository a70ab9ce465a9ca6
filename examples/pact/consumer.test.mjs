import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Matchers, Pact } from '@pact-foundation/pact'

const { fromProviderState, regex } = Matchers
const ACCEPT = 'application/vnd.atlas.2023-01-01+json'
const DATADOG = { apiKey: '0123456789abcdef0123456789abcdef' }

/** The client under test. Replace it with yours. */
function createClient({ url, projectId, token }) {
  const integrations = `${url}/api/atlas/v2/groups/${projectId}/integrations`
  const headers = { accept: ACCEPT, authorization: `Bearer ${token}` }
  return {
    list: async () => await fetch(integrations, { headers }),
    create: async (type, settings) =>
      await fetch(`${integrations}/${type}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(settings)
      })
  }
}

const pact = new Pact({ consumer: 'portal', provider: 'atlas', dir: 'pacts', logLevel: 'warn' })
const clientOf = ({ url }) => createClient({ url, projectId: 'a-project', token: 'a-token' })

// The verifier replaces project and token with those of the provider state.
const pathOf = end =>
  fromProviderState(
    `/api/atlas/v2/groups/\${projectId}/integrations${end}`,
    `/api/atlas/v2/groups/a-project/integrations${end}`
  )
const HEADERS = { Accept: ACCEPT, Authorization: fromProviderState(`Bearer \${token}`, 'Bearer a-token') }

const list = state =>
  pact
    .addInteraction()
    .given(state)
    .uponReceiving('a list of integrations')
    .withRequest('GET', pathOf(''), request => request.headers(HEADERS))

const create = state =>
  pact
    .addInteraction()
    .given(state)
    .uponReceiving('a new integration')
    .withRequest('POST', pathOf('/DATADOG'), request => request.headers(HEADERS).jsonBody(DATADOG))

/** Expects a JSON body with any JSON media type. `jsonBody` alone expects application/json. */
const json = body => response =>
  response.headers({ 'Content-Type': regex('.*json.*', 'application/json') }).jsonBody(body)

test('lists no integrations', async () => {
  await list('an empty project')
    .willRespondWith(200, json({ results: [], totalCount: 0 }))
    .executeTest(async server => {
      const response = await clientOf(server).list()
      assert.deepEqual((await response.json()).results, [])
    })
})

test('rejects a second integration of the same type', async () => {
  await create('an existing integration')
    .willRespondWith(409, json({ errorCode: 'INTEGRATION_ALREADY_CONFIGURED' }))
    .executeTest(async server => {
      assert.equal((await clientOf(server).create('DATADOG', DATADOG)).status, 409)
    })
})

test('rejects a write by a reader', async () => {
  await create('a reader')
    .willRespondWith(401, json({ errorCode: 'USER_UNAUTHORIZED' }))
    .executeTest(async server => {
      assert.equal((await clientOf(server).create('DATADOG', DATADOG)).status, 401)
    })
})

test('rejects an expired token', async () => {
  await list('an expired token')
    .willRespondWith(401)
    .executeTest(async server => {
      assert.equal((await clientOf(server).list()).status, 401)
    })
})

test('returns a rate limit error', async () => {
  await list('a rate limit')
    .willRespondWith(429, response => response.headers({ 'Retry-After': '3' }))
    .executeTest(async server => {
      assert.equal((await clientOf(server).list()).headers.get('retry-after'), '3')
    })
})
