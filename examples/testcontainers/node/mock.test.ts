import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers'

const IMAGE = process.env['ATLAS_MOCK_IMAGE'] ?? 'atlas-integrations-mock'
const TOKEN = 'a-token-for-tests'

let container: StartedTestContainer
let url: string

before(async () => {
  container = await new GenericContainer(IMAGE)
    .withEnvironment({ ATLAS_MOCK_CONTROL_TOKEN: TOKEN })
    .withExposedPorts(8080)
    // The image has a health check.
    .withWaitStrategy(Wait.forHealthCheck())
    .withStartupTimeout(60_000)
    .start()
  url = `http://${container.getHost()}:${container.getMappedPort(8080)}`
})
after(() => container?.stop())

test('lists a created integration', async () => {
  const headers = { authorization: `Bearer ${TOKEN}` }
  const created = await fetch(`${url}/_mock/v1/sandboxes`, { method: 'POST', headers, redirect: 'error' })
  const { owner, projects } = (await created.json()) as Sandbox
  const token = await login(owner.serviceAccount)
  const integrations = `${url}/api/atlas/v2/groups/${projects[0].id}/integrations`
  const response = await fetch(`${integrations}/WEBHOOK`, {
    method: 'POST',
    headers: {
      accept: 'application/vnd.atlas.2023-01-01+json',
      authorization: `Bearer ${token}`,
      'content-type': 'application/json'
    },
    body: JSON.stringify({ url: 'https://example.com/hook' })
  })
  const page = (await response.json()) as { results: { type: string }[]; totalCount: number }
  assert.equal(response.status, 200)
  assert.deepEqual([page.totalCount, page.results[0]?.type], [1, 'WEBHOOK'])
})

/** The parts of a sandbox that the test uses. */
interface Sandbox {
  projects: [{ id: string }]
  owner: { serviceAccount: { clientId: string; clientSecret: string } }
}

async function login({ clientId, clientSecret }: Sandbox['owner']['serviceAccount']): Promise<string> {
  const response = await fetch(`${url}/api/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' })
  })
  return ((await response.json()) as { access_token: string }).access_token
}
