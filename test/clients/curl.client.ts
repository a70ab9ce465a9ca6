import t from 'tap'
import { compareTrafficOf } from './compare-traffic.ts'
import { curlClient } from './curl.ts'
import { startServer } from './server.ts'

t.test('curl', async t => {
  const url = await startServer(t)
  await curlClient(t, async () => url)
  await t.test('finds no difference in the recorded traffic', t => compareTrafficOf(t, url))
})
