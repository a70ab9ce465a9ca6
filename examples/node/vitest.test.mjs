import { test } from 'atlas-integrations-mock/vitest'
import { expect } from 'vitest'

const listUrl = sandbox => `/api/atlas/v2/groups/${sandbox.projects[0].id}/integrations`

/** The code under test. Replace it with your client, which connects to `mock.url`. */
function create(mock, sandbox, as) {
  const body = { url: 'https://example.com/hook' }
  return mock.inject({ method: 'POST', url: `${listUrl(sandbox)}/WEBHOOK`, body, as })
}

test('rejects a second integration of the same type', async ({ mock, sandbox }) => {
  expect((await create(mock, sandbox, sandbox.owner)).status).toBe(200)
  const { status, json } = await create(mock, sandbox, sandbox.owner)
  expect(status).toBe(409)
  expect(json()).toMatchObject({ errorCode: 'INTEGRATION_ALREADY_CONFIGURED' })
})

test('lists an integration', async ({ mock, sandbox }) => {
  await create(mock, sandbox, sandbox.owner)
  const { status, json } = await mock.inject({ url: listUrl(sandbox), as: sandbox.reader })
  expect(status).toBe(200)
  expect(json()).toMatchObject({ results: [{ type: 'WEBHOOK' }], totalCount: 1 })
})

test('rejects a write by a reader', async ({ mock, sandbox }) => {
  const response = await create(mock, sandbox, sandbox.reader)
  expect(response.json()).toMatchObject({ errorCode: 'USER_UNAUTHORIZED' })
  expect(sandbox.requests.list({ principal: sandbox.reader.apiKey.publicKey })).toMatchObject([
    { authorization: { outcome: 'rejected', roles: [{ roleName: 'ORG_READ_ONLY' }] } }
  ])
})

test('returns a rate limit error once', async ({ mock, sandbox }) => {
  sandbox.faults.add({ effect: { type: 'rateLimit', retryAfter: 3 }, when: { first: 1 } })
  const request = { url: listUrl(sandbox), as: sandbox.owner }
  const { status, headers } = await mock.inject(request)
  expect([status, headers['retry-after']]).toEqual([429, '3'])
  expect((await mock.inject(request)).status).toBe(200)
})
