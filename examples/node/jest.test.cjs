const { inSandbox } = require('./jest-sandbox.cjs')

const KEY = '0123456789abcdef0123456789abcdef'

/** The code under test. Replace it with your client, which connects to `mock.url`. */
function create(mock, sandbox, apiKey) {
  const url = `/api/atlas/v2/groups/${sandbox.projects[0].id}/integrations/DATADOG`
  return mock.inject({ method: 'POST', url, body: { apiKey }, as: sandbox.owner })
}

test(
  'sends the configured key once',
  inSandbox(async ({ mock, sandbox }) => {
    expect((await create(mock, sandbox, KEY)).status).toBe(200)
    sandbox.requests.assert({
      match: { operation: 'createGroupIntegration', integrationType: 'DATADOG', body: { apiKey: KEY } },
      count: { exactly: 1 }
    })
  })
)

test.each(['', 'abc'])(
  'rejects the key %j',
  inSandbox(async ({ mock, sandbox }, apiKey) => {
    expect((await create(mock, sandbox, apiKey)).status).toBe(400)
  })
)
