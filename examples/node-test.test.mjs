import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { startMock } from 'atlas-integrations-mock'
import { createClient } from './client.mjs'

const KEY = '0123456789abcdef0123456789abcdef'
let mock
let sandbox
let client

before(async () => {
  mock = await startMock()
  sandbox = mock.sandbox({ projects: [{ name: 'orders' }] })
  client = createClient(sandbox.owner.serviceAccount.environment)
})
afterEach(() => sandbox.reset())
after(() => mock.close())

test('sends the configured key once', async () => {
  assert.equal(await client.create(sandbox.projects[0].id, 'DATADOG', { apiKey: KEY }), 200)
  sandbox.requests.assert({
    match: { operation: 'createGroupIntegration', integrationType: 'DATADOG', body: { apiKey: KEY } },
    count: { exactly: 1 }
  })
})

test('gets a conflict when it retries after a lost response', async () => {
  sandbox.faults.add({
    match: { operation: 'createGroupIntegration' },
    effect: { type: 'reset' },
    stage: 'after-commit',
    when: { first: 1 }
  })
  assert.equal(await client.create(sandbox.projects[0].id, 'DATADOG', { apiKey: KEY }), 409)
  sandbox.faults.assertFired()
})

test('requests a new token after the old one has expired', async () => {
  await client.create(sandbox.projects[0].id, 'DATADOG', { apiKey: KEY })
  sandbox.clock.advance(3_600_000)
  assert.equal(await client.create(sandbox.projects[0].id, 'DATADOG', { apiKey: KEY }), 409)
  sandbox.requests.assert({
    inOrder: [{ status: 401 }, { operation: 'createToken' }, { errorCode: 'INTEGRATION_ALREADY_CONFIGURED' }]
  })
})
