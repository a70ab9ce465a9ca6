import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createSandbox } from './atlas-mock.mjs'
import { createClient } from './client.mjs'

const KEY = '0123456789abcdef0123456789abcdef'

async function createTest(t) {
  const sandbox = await createSandbox(t)
  const client = createClient(sandbox.owner.serviceAccount.environment)
  return { sandbox, client, project: sandbox.projects[0].id }
}

describe('a running mock', { concurrency: true }, () => {
  test('rejects a second integration of the same type', async t => {
    const { client, project } = await createTest(t)
    assert.equal(await client.create(project, 'DATADOG', { apiKey: KEY }), 200)
    assert.equal(await client.create(project, 'DATADOG', { apiKey: KEY }), 409)
  })

  test('rejects a key that is too short', async t => {
    const { client, project } = await createTest(t)
    assert.equal(await client.create(project, 'DATADOG', { apiKey: 'abc' }), 400)
  })

  test('returns a 503 once', async t => {
    const { sandbox, client, project } = await createTest(t)
    await sandbox.addFault({
      match: { operation: 'createGroupIntegration' },
      effect: { type: 'status', status: 503 },
      when: { first: 1 }
    })
    assert.equal(await client.create(project, 'DATADOG', { apiKey: KEY }), 503)
    assert.equal(await client.create(project, 'DATADOG', { apiKey: KEY }), 200)
  })

  test('receives the configured key once', async t => {
    const { sandbox, client, project } = await createTest(t)
    await client.create(project, 'DATADOG', { apiKey: KEY })
    await sandbox.verify({
      match: { operation: 'createGroupIntegration', integrationType: 'DATADOG', body: { apiKey: KEY } },
      count: { exactly: 1 }
    })
  })
})
