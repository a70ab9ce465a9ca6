/** Prints a line after the first response of `startMock`. Usage: `node start-mock.js FILE`, the mock's `index.js`. */
const { startMock } = await import(process.argv[2])
const mock = await startMock()
const url = '/api/atlas/v2/groups/5e2211c17a3e5a48f5497de3/integrations'
const { status } = await mock.inject({ url, as: mock.credentials.apiKeys.orgowner })
process.stdout.write(`${status}\n`)
await mock.close()
