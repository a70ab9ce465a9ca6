import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { startMock } from 'atlas-integrations-mock'
import { createClient } from './client.mjs'

const KEY = '0123456789abcdef0123456789abcdef'
const mock = await startMock()
after(() => mock.close())

function createTest(t) {
  const sandbox = mock.sandbox({ name: t.fullName })
  const client = createClient(sandbox.owner.serviceAccount.environment)
  return { sandbox, create: () => client.create(sandbox.projects[0].id, 'DATADOG', { apiKey: KEY }) }
}

describe('a client', { concurrency: true }, () => {
  test('sends the configured key once', async t => {
    const { sandbox, create } = createTest(t)
    assert.equal(await create(), 200)
    sandbox.requests.assert({
      match: { operation: 'createGroupIntegration', integrationType: 'DATADOG', body: { apiKey: KEY } },
      count: { exactly: 1 }
    })
  })

  test('retries when the connection is closed', async t => {
    const { sandbox, create } = createTest(t)
    const match = { operation: 'createGroupIntegration' }
    sandbox.faults.add({ match, effect: { type: 'hangUp' }, when: { first: 1 } })
    assert.equal(await create(), 200)
    sandbox.faults.assertFired()
    sandbox.requests.assert({ match, count: { exactly: 2 } })
  })

  test('gets a conflict when it retries after a lost response', async t => {
    const { sandbox, create } = createTest(t)
    sandbox.faults.add({
      match: { operation: 'createGroupIntegration' },
      effect: { type: 'reset' },
      stage: 'after-commit',
      when: { first: 1 }
    })
    assert.equal(await create(), 409)
    sandbox.faults.assertFired()
  })

  test('requests a new token after the old one has expired', async t => {
    const { sandbox, create } = createTest(t)
    await create()
    sandbox.clock.advance({ seconds: 3600 })
    assert.equal(await create(), 409)
    sandbox.requests.assert({
      inOrder: [
        { status: 401 },
        { operation: 'createToken' },
        { errorCode: 'INTEGRATION_ALREADY_CONFIGURED' }
      ]
    })
  })
})
