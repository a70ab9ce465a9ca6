import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClient } from '../client.mjs'

// The address and token of the mock, which runs in a container or as a service.
const { ATLAS_MOCK_URL = 'http://127.0.0.1:8080', ATLAS_MOCK_CONTROL_TOKEN } = process.env

async function control(method, path, body) {
  const headers = { 'content-type': 'application/json' }
  if (ATLAS_MOCK_CONTROL_TOKEN) headers.authorization = `Bearer ${ATLAS_MOCK_CONTROL_TOKEN}`
  const request = { method, headers, body: JSON.stringify(body ?? {}) }
  const response = await fetch(`${ATLAS_MOCK_URL}/_mock/v1${path}`, request)
  assert.ok(response.ok, `${method} ${path}: ${response.status}`)
  return response.status === 204 ? undefined : await response.json()
}

/** Creates a sandbox for this test: tests of other jobs may use the same mock. */
async function sandboxOf(t) {
  const sandbox = await control('POST', '/sandboxes')
  t.after(() => control('DELETE', `/sandboxes/${sandbox.id}`))
  return sandbox
}

test('sends the configured key once', async t => {
  const sandbox = await sandboxOf(t)
  const client = createClient(sandbox.owner.serviceAccount.environment)
  const apiKey = '0123456789abcdef0123456789abcdef'
  assert.equal(await client.create(sandbox.projects[0].id, 'DATADOG', { apiKey }), 200)
  const verified = await control('POST', `/requests/verify?sandbox=${sandbox.id}`, {
    match: { operation: 'createGroupIntegration', integrationType: 'DATADOG', body: { apiKey } },
    count: { exactly: 1 }
  })
  assert.ok(verified.pass, JSON.stringify(verified))
})
