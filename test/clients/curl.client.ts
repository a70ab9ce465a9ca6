import t from 'tap'
import { compareChangedTrafficOf, compareTrafficOf } from './compare-traffic.ts'
import { curlClient } from './curl.ts'
import { startServer } from './server.ts'

t.test('curl', async t => {
  const url = await startServer(t)
  if (!(await curlClient(t, async () => url))) return
  await t.test('finds no difference in the recorded traffic', t => compareTrafficOf(t, url))
  await t.test('finds a changed response in the recorded traffic', t => compareChangedTrafficOf(t, url))
})
