import { startMock } from 'atlas-integrations-mock'
import { afterAll, beforeEach, expect, test } from 'vitest'

// `inject` needs no port.
const mock = await startMock({ listen: false })
const { orgowner, readonly } = mock.credentials.apiKeys
const url = '/api/atlas/v2/groups/32b6e34b3d91647abb20e7b8/integrations'
const hook = { method: 'POST', url: `${url}/WEBHOOK`, body: { url: 'https://example.com/hook' } }

beforeEach(() => mock.reset())
afterAll(() => mock.close())

test('lists an integration', async () => {
  await mock.inject({ ...hook, as: orgowner })
  const { status, json } = await mock.inject({ url, as: readonly })
  expect(status).toBe(200)
  expect(json()).toMatchObject({ results: [{ type: 'WEBHOOK' }], totalCount: 1 })
})

test('rejects a write by a reader', async () => {
  const response = await mock.inject({ ...hook, as: readonly })
  expect(response.json()).toMatchObject({ errorCode: 'USER_UNAUTHORIZED' })
  expect(mock.requests.list({ principal: 'readonly' })).toMatchObject([
    { authorization: { outcome: 'rejected', roles: [{ roleName: 'GROUP_READ_ONLY' }] } }
  ])
})

test('returns a rate limit error once', async () => {
  mock.faults.add({ effect: { type: 'rateLimit', retryAfter: 3 }, when: { first: 1 } })
  const { status, headers } = await mock.inject({ url, as: orgowner })
  expect([status, headers['retry-after']]).toEqual([429, '3'])
  expect((await mock.inject({ url, as: orgowner })).status).toBe(200)
  mock.faults.assertFired()
})
