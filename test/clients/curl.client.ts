import t from 'tap'
import { curlClient } from './curl.ts'
import { startServer } from './server.ts'

t.test('curl', async t => {
  const url = await startServer(t)
  await curlClient(t, async () => url)
})
