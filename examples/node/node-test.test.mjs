import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inSandbox } from 'atlas-integrations-mock/node-test'
import { createClient } from './client.mjs'

const KEY = '0123456789abcdef0123456789abcdef'

/** Creates an integration with the client under test. */
function createIn({ owner, projects }, client = createClient(owner.serviceAccount.environment)) {
  return client.create(projects[0].id, 'DATADOG', { apiKey: KEY })
}

describe('a client', { concurrency: true }, () => {
  test(
    'rejects a second integration of the same type',
    inSandbox(async ({ sandbox }) => {
      assert.equal(await createIn(sandbox), 200)
      assert.equal(await createIn(sandbox), 409)
    })
  )

  test(
    'sends the configured key once',
    inSandbox(async ({ sandbox }) => {
      assert.equal(await createIn(sandbox), 200)
      sandbox.requests.assert({
        match: { operation: 'createGroupIntegration', integrationType: 'DATADOG', body: { apiKey: KEY } },
        count: { exactly: 1 }
      })
    })
  )

  test(
    'retries when the connection is closed',
    inSandbox(async ({ sandbox }) => {
      const operation = 'createGroupIntegration'
      sandbox.faults.add({ match: { operation }, effect: { type: 'hangUp' }, when: { first: 1 } })
      assert.equal(await createIn(sandbox), 200)
      sandbox.faults.assertFired()
      sandbox.requests.assert({ match: { operation }, count: { exactly: 2 } })
    })
  )

  test(
    'gets a conflict when it retries after a lost response',
    inSandbox(async ({ sandbox }) => {
      sandbox.faults.add({
        match: { operation: 'createGroupIntegration' },
        effect: { type: 'reset' },
        stage: 'after-commit',
        when: { first: 1 }
      })
      assert.equal(await createIn(sandbox), 409)
      sandbox.faults.assertFired()
    })
  )

  test(
    'requests a new token after the old one has expired',
    inSandbox(async ({ sandbox }) => {
      const client = createClient(sandbox.owner.serviceAccount.environment)
      await createIn(sandbox, client)
      sandbox.clock.advance({ seconds: 3600 })
      assert.equal(await createIn(sandbox, client), 409)
      sandbox.requests.assert({
        inOrder: [
          { status: 401 },
          { operation: 'createToken' },
          { errorCode: 'INTEGRATION_ALREADY_CONFIGURED' }
        ]
      })
    })
  )
})
