import { startMock } from 'atlas-integrations-mock'
import { afterAll, expect } from 'vitest'
import { extendTest } from './vitest-sandbox.mjs'

// `inject` needs no port.
const mock = await startMock({ listen: false })
afterAll(() => mock.close())
const test = extendTest(mock)

const listUrl = sandbox => `/api/atlas/v2/groups/${sandbox.projects[0].id}/integrations`

function create(sandbox, as) {
  const body = { url: 'https://example.com/hook' }
  return mock.inject({ method: 'POST', url: `${listUrl(sandbox)}/WEBHOOK`, body, as })
}

test('lists an integration', async ({ sandbox }) => {
  await create(sandbox, sandbox.owner)
  const { status, json } = await mock.inject({ url: listUrl(sandbox), as: sandbox.reader })
  expect(status).toBe(200)
  expect(json()).toMatchObject({ results: [{ type: 'WEBHOOK' }], totalCount: 1 })
})

test('rejects a write by a reader', async ({ sandbox }) => {
  const response = await create(sandbox, sandbox.reader)
  expect(response.json()).toMatchObject({ errorCode: 'USER_UNAUTHORIZED' })
  expect(sandbox.requests.list({ principal: sandbox.reader.apiKey.publicKey })).toMatchObject([
    { authorization: { outcome: 'rejected', roles: [{ roleName: 'ORG_READ_ONLY' }] } }
  ])
})

test('returns a rate limit error once', async ({ sandbox }) => {
  sandbox.faults.add({ effect: { type: 'rateLimit', retryAfter: 3 }, when: { first: 1 } })
  const request = { url: listUrl(sandbox), as: sandbox.owner }
  const { status, headers } = await mock.inject(request)
  expect([status, headers['retry-after']]).toEqual([429, '3'])
  expect((await mock.inject(request)).status).toBe(200)
})
