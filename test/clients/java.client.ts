import { join } from 'node:path'
import t from 'tap'
import { read } from '../docs/page.ts'
import { copyExample, failureOf, replaceOnce, runWithExec, sandboxesOf, startForTests } from './examples.ts'
import { checkCalls } from './recorded.ts'
import { firstLine, run, temporaryFolder, unavailable } from './run.ts'

/** Each run is short. */
const JVM = { MAVEN_OPTS: '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC' }

t.test('JUnit: the example of docs/TESTS-JAVA.md', async t => {
  const version = await run('mvn', ['--version'])
  const [, java = '0'] = /^Java version: (\d+)/m.exec(version.stdout) ?? []
  if (Number(java) < 17) return unavailable(t, `no Maven with Java 17: ${firstLine(version)}`)
  const folder = await copyExample(t, 'java', ['pom.xml', 'src'])
  const tests = join(folder, 'src/test/java/com/example/IntegrationsTest.java')
  const flags = [
    '--batch-mode',
    '--no-transfer-progress',
    '-Dstyle.color=never',
    '-DtrimStackTrace=false',
    '-DargLine=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC'
  ]
  const mvn = (goal: string, env: Record<string, string> = {}, ...args: string[]) =>
    run('mvn', [...flags, ...args, goal], { cwd: folder, env: { ...JVM, ...env } })

  const calls = await temporaryFolder(t)
  const { code, stdout, stderr } = await runWithExec(t, 'docs/TESTS-JAVA.md', folder, calls)
  if (/could not (be resolved|resolve|transfer)/i.test(stdout)) {
    const [why = ''] = /^\[ERROR\] .*$/m.exec(stdout) ?? []
    return unavailable(t, `Maven cannot download: ${why}`)
  }
  await t.test('passes with a mock of its own, from the checkout', async t => {
    t.equal(code, 0, 'exit code', { stdout, stderr })
    t.match(stdout, 'BUILD SUCCESS')
    await checkCalls(t, calls, {
      behaviours: [
        'code-only validation/rejects a key of another length than 32 × 1',
        'analogous recorded/returns one integration (DATADOG) × 1',
        "analogous roles/rejects a request that the caller's role does not permit (DATADOG) × 1",
        'analogous types/creates an integration without type in the body × 3',
        'reported INVALID_DATADOG_API_KEY × 1',
        'reported USER_UNAUTHORIZED × 1',
        'recorded DATADOG/apiKey × 3'
      ],
      tests: [
        'rejectsAKeyThatIsTooShort()',
        'rejectsAWriteByAReader()',
        'retriesAfterA503()',
        'returnsACreatedIntegrationWithARedactedKey()',
        'sendsTheConfiguredKeyOnce()'
      ],
      notCompared: ['credentials × 1', 'fault × 1']
    })
  })

  await t.test('passes in parallel and removes its sandboxes', async t => {
    const env = await startForTests(t)
    // The call that the page shows.
    const [, call = ''] = /^\| `control` \| .*: `(.*)` \|$/m.exec(read('docs/TESTS-JAVA.md')) ?? []
    t.match(call, /^AtlasMock\.control\(/)
    const last = '"count": 2 }""");'
    await replaceOnce(tests, last, `${last}\n        ${call};`)
    // A trailing slash is allowed.
    const { code, stdout, stderr } = await mvn('test', { ...env, ATLAS_MOCK_URL: `${env.ATLAS_MOCK_URL}/` })
    t.equal(code, 0, 'exit code', { stdout, stderr })
    t.notMatch(stdout, /^\[WARNING\]/m)
    t.match(stdout, /^\[INFO\] Tests run: 5, Failures: 0, Errors: 0, Skipped: 0$/m)
    t.strictSame(await sandboxesOf(env), { results: [] })
  })

  await t.test('fails on a wrong expectation and removes its sandbox', async t => {
    await replaceOnce(tests, '"count": 1', '"count": 3')
    // The ids of a server's requests begin with 1.
    const env = await startForTests(t)
    const only = ['--quiet', '-Dtest=IntegrationsTest#sendsTheConfiguredKeyOnce']
    const outcome = await mvn('test', env, ...only)
    t.equal(outcome.code, 1)
    // Then Maven says how to run it again.
    t.strictSame(failureOf(outcome).slice(0, 20), [
      'time                      method  path                                                                status  reason',
      '<time>  POST    /api/oauth/token                                                    200',
      '<time>  POST    /api/oauth/token                                                    200',
      '<time>  POST    /api/atlas/v2/groups/<id>/integrations/DATADOG  200',
      '',
      '[ERROR] Tests run: 1, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: <duration> s <<< FAILURE! -- in com.example.IntegrationsTest',
      '[ERROR] com.example.IntegrationsTest.sendsTheConfiguredKeyOnce -- Time elapsed: <duration> s <<< FAILURE!',
      'org.opentest4j.AssertionFailedError: ',
      'verification failed: expected exactly 3, found 1',
      '  match: {"operation":"createGroupIntegration","integrationType":"DATADOG","body":{"apiKey":…}}',
      '  found:',
      '    #3 POST /api/atlas/v2/groups/<id>/integrations/DATADOG 200 at <time>, by mdb_sa_id_<id>',
      '\tat com.example.IntegrationsTest.sendsTheConfiguredKeyOnce(IntegrationsTest.java:58)',
      '',
      '[ERROR] Failures: ',
      '[ERROR]   IntegrationsTest.sendsTheConfiguredKeyOnce:58 verification failed: expected exactly 3, found 1',
      '  match: {"operation":"createGroupIntegration","integrationType":"DATADOG","body":{"apiKey":…}}',
      '  found:',
      '    #3 POST /api/atlas/v2/groups/<id>/integrations/DATADOG 200 at <time>, by mdb_sa_id_<id>',
      '[ERROR] Tests run: 1, Failures: 1, Errors: 0, Skipped: 0'
    ])
    // JUnit runs tests in this pool only if they may run in parallel.
    t.match(outcome.stdout, /^\s+at java\.base\/java\.util\.concurrent\.ForkJoinWorkerThread\.run/m)
    t.strictSame(await sandboxesOf(env), { results: [] })
  })

  await t.test('without a sandbox, fails with the reason only', async t => {
    const env = await startForTests(t)
    const { code, stdout } = await mvn('test', { ...env, ATLAS_MOCK_CONTROL_TOKEN: 'another-token' })
    t.equal(code, 1)
    t.match(stdout, 'POST /_mock/v1/sandboxes: ')
    t.match(stdout, 'invalid control-plane Bearer token')
    t.match(stdout, /^\[ERROR\] Tests run: 5, Failures: 5, Errors: 0, Skipped: 0$/m)
    t.notMatch(stdout, 'DELETE')
  })

  await t.test('with an empty ATLAS_MOCK_URL, starts a container', async t => {
    // The image is not available here, and Docker need not be.
    const { code, stdout } = await mvn('test', { ATLAS_MOCK_URL: '' })
    t.equal(code, 1)
    t.match(stdout, /^\s+at org\.testcontainers\.containers\.GenericContainer\.start/m)
  })
})
