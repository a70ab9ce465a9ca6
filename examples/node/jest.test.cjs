const { inSandbox } = require('atlas-integrations-mock/jest')

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

test(
  'rejects a second integration of the same type',
  inSandbox(async ({ mock, sandbox }) => {
    await create(mock, sandbox, KEY)
    const { status, json } = await create(mock, sandbox, KEY)
    expect(status).toBe(409)
    expect(json()).toMatchObject({ errorCode: 'INTEGRATION_ALREADY_CONFIGURED' })
  })
)

test.each(['', 'abc'])(
  'rejects the key %j',
  inSandbox(async ({ mock, sandbox }, apiKey) => {
    expect((await create(mock, sandbox, apiKey)).status).toBe(400)
  })
)
