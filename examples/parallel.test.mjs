import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { startMock } from 'atlas-integrations-mock'
import { createClient } from './client.mjs'

const KEY = '0123456789abcdef0123456789abcdef'
const mock = await startMock()
after(() => mock.close())

describe('parallel tests, each in its own sandbox', { concurrency: true }, () => {
  for (const attempt of [1, 2, 3, 4, 5, 6, 7, 8]) {
    test(`attempt ${attempt}`, async () => {
      const sandbox = mock.sandbox()
      const client = createClient(sandbox.owner.serviceAccount.environment)
      const isLost = attempt % 2 === 0
      if (isLost) {
        sandbox.faults.add({
          match: { operation: 'createGroupIntegration' },
          effect: { type: 'hangUp' },
          when: { first: 1 }
        })
      }
      assert.equal(await client.create(sandbox.projects[0].id, 'DATADOG', { apiKey: KEY }), 200)
      sandbox.faults.assertFired()
      sandbox.requests.assert({
        match: { operation: 'createGroupIntegration' },
        count: { exactly: isLost ? 2 : 1 }
      })
      sandbox.remove()
    })
  }
})
