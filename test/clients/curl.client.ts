import t from 'tap'
import { DEMO, integrations, VERSIONED } from '../app.ts'
import { ACCOUNT } from '../control/control.ts'
import { tokenOf } from '../robust/callers.ts'
import { run, unavailable } from './run.ts'
import { apiKey } from './seed.ts'
import { startServer } from './server.ts'

t.test("the commands of Atlas's reference page, in curl", async t => {
  const version = await run('curl', ['--version'])
  if (version.code !== 0) return unavailable(t, 'no curl')
  t.comment(version.stdout.split(' ').slice(0, 2).join(' '))
  const url = await startServer(t)
  const { id, secret } = apiKey('prjowner')
  const env = { ACCESS_TOKEN: await tokenOf(url, ACCOUNT.owner), PUBLIC_KEY: id, PRIVATE_KEY: secret }
  const call = (flags: string, type: string, body: string) => {
    const headers = `--header "Accept: ${VERSIONED}" --header "Content-Type: application/json"`
    const target = `-X POST "${url}${integrations(DEMO, type)}"`
    return run('sh', ['-c', `curl ${flags} --include ${headers} ${target} -d '${body}'`], { env })
  }

  t.match(
    await call(
      '--header "Authorization: Bearer $ACCESS_TOKEN"',
      'WEBHOOK',
      '{"url":"https://www.mongodb.com/webhook","secret":"a-webhook-secret"}'
    ),
    { code: 0, stdout: /^HTTP\/1\.1 200 OK\r\n[\s\S]*"type":"WEBHOOK"\}\],"totalCount":1\}$/ },
    'with a bearer token'
  )
  t.match(
    await call(
      '--user "$PUBLIC_KEY:$PRIVATE_KEY" --digest',
      'DATADOG',
      '{"apiKey":"11111111111111111111111111111111","region":"EU"}'
    ),
    { code: 0, stdout: /^HTTP\/1\.1 401 [\s\S]*\nHTTP\/1\.1 200 OK\r\n[\s\S]*"totalCount":2\}$/ },
    'with Digest'
  )
})
