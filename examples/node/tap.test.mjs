import { startMock } from 'atlas-integrations-mock'
import t from 'tap'

const mock = await startMock({ listen: false })
t.teardown(() => mock.close())

const url = '/api/atlas/v2/groups/5e2211c17a3e5a48f5497de3/integrations/DATADOG'
const as = mock.credentials.apiKeys.orgowner

t.test('restores a deleted integration from a snapshot', async t => {
  const snapshot = mock.snapshot()
  t.equal((await mock.inject({ method: 'DELETE', url, as })).status, 204)
  t.equal((await mock.inject({ url, as })).status, 404)
  snapshot.restore()
  t.equal((await mock.inject({ url, as })).status, 200)
})

t.test('puts the time of the frozen clock into ids', async t => {
  const sandbox = mock.sandbox({ name: t.fullname })
  sandbox.clock.freeze('2030-01-01T00:00:00Z')
  const { json } = await mock.inject({
    method: 'POST',
    url: `/api/atlas/v2/groups/${sandbox.projects[0].id}/integrations/WEBHOOK`,
    body: { url: 'https://example.com/hook' },
    as: sandbox.owner.apiKey
  })
  t.equal(Number.parseInt(json().results[0].id.slice(0, 8), 16), Date.UTC(2030, 0) / 1000)
  sandbox.remove()
})
