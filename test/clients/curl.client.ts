import t from 'tap'
import { curlClient } from './curl.ts'
import { startServer } from './server.ts'
import { compareTrafficOf } from './traffic.ts'

t.test('curl', async t => {
  const url = await startServer(t)
  await curlClient(t, async () => url)
  await t.test('the requests compare clean', t => compareTrafficOf(t, url))
})
