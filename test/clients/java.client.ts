import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { checkDirect, copyExample, replaceOnce, runWithExec, sandboxesOf, startForTests } from './examples.ts'
import { checkCalls } from './recorded.ts'
import { firstLine, run, temporaryFolder, unavailable } from './run.ts'
import { COMMAND } from './server.ts'

/** What the page does not show, at the end of a test. */
const MORE = `
        atlas.assertFired();
        assertEquals(2, atlas.control("GET", "/requests", "").at("/totalCount").asInt());
        atlas.advance(java.time.Duration.ofHours(1));
        assertEquals(401, send(request(atlas.ownerToken).build()).statusCode());
        atlas.addFault("""
            { "name": "delete", "match": { "method": "DELETE" }, "effect": { "type": "reset" } }""");
        atlas.assertFired();`

const READER = 'IntegrationsTest#rejectsAWriteByAReader'

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
  const mvn = (env: Record<string, string>, ...more: string[]) =>
    run('mvn', [...flags, ...more, 'test'], { cwd: folder, env: { ...JVM, ...env } })

  const calls = await temporaryFolder(t)
  const { code, stdout, stderr } = await runWithExec(t, 'mvn test', folder, calls)
  if (/could not (be resolved|resolve|transfer)/i.test(stdout)) {
    const [why = ''] = /^\[ERROR\] .*$/m.exec(stdout) ?? []
    return unavailable(t, `Maven cannot download: ${why}`)
  }
  await t.test('passes with a mock of its own, from the checkout', async t => {
    t.equal(code, 0, 'exit code', { stdout, stderr })
    t.match(stdout, 'BUILD SUCCESS')
    t.notMatch(stdout, /^\[WARNING\]/m)
    await checkCalls(t, calls, {
      tests: [
        'IntegrationsTest.rejectsAKeyThatIsTooShort()',
        'IntegrationsTest.rejectsASecondIntegrationOfTheSameType()',
        'IntegrationsTest.rejectsAWriteByAReader()',
        'IntegrationsTest.retriesAfterA503()',
        'IntegrationsTest.returnsACreatedIntegrationWithARedactedKey()',
        'IntegrationsTest.sendsTheConfiguredKeyOnce()'
      ],
      notCompared: ['credentials × 1', 'fault × 1']
    })
  })

  await t.test('in parallel, fails on a wrong expectation and removes its sandboxes', async t => {
    const env = await startForTests(t)
    await replaceOnce(tests, '"count": 2 }""");', `"count": 2 }""");${MORE}`)
    await replaceOnce(tests, '"count": 1', '"count": 3')
    // A trailing slash is allowed.
    const { code, stdout } = await mvn({ ...env, ATLAS_MOCK_URL: `${env.ATLAS_MOCK_URL}/` })
    t.equal(code, 1)
    t.match(stdout, /^\[ERROR\] Tests run: 6, Failures: 2, Errors: 0, Skipped: 0$/m)
    t.match(stdout, / faults that never fired: delete \(reset\)$/m)
    t.match(stdout, /^verification failed: expected exactly 3, found 1$/m)
    t.match(stdout, /^\S+Z +POST +\S+\/integrations\/DATADOG +200/m, 'prints the requests')
    // JUnit runs tests in this pool only if they may run in parallel.
    t.match(stdout, /^\s+at java\.base\/java\.util\.concurrent\.ForkJoinWorkerThread\.run/m)
    t.strictSame(await sandboxesOf(env), { results: [] })
  })

  await t.test('follows no redirect and uses no proxy', async t => {
    const test = '-Dtest=IntegrationsTest#rejectsAWriteByAReader'
    await checkDirect(t, env => {
      const { hostname, port } = new URL(env.HTTP_PROXY)
      const proxy = `-Dhttp.proxyHost=${hostname} -Dhttp.proxyPort=${port} -Dhttp.nonProxyHosts=`
      return mvn(env, test, `-DargLine=${proxy}`)
    })
  })

  await t.test('names an address at which no mock responds', async t => {
    const { code, stdout } = await mvn({ ATLAS_MOCK_URL: 'http://127.0.0.1:9' }, `-Dtest=${READER}`)
    t.equal(code, 1)
    t.match(
      stdout,
      /^.*AssertionFailedError: no mock at http:\/\/127\.0\.0\.1:9: java\.net\.ConnectException/m
    )
  })

  const withPath = (folder: string) => `${folder}:${process.env['PATH']}`
  await t.test('starts atlas-mock from PATH, or tells in one line why it cannot', async t => {
    const bin = await temporaryFolder(t)
    for (const [option, status, text] of [
      ['', 0, 'BUILD SUCCESS'],
      [' --colour', 1, "atlas-mock did not start a mock: atlas-mock: unknown option '--colour'"]
    ] as const) {
      await writeFile(
        join(bin, 'atlas-mock'),
        `#!/bin/sh\nexec ${process.execPath} ${COMMAND}${option} "$@"\n`
      )
      await chmod(join(bin, 'atlas-mock'), 0o755)
      const { code, stdout } = await mvn({ ATLAS_MOCK_URL: '', PATH: withPath(bin) }, `-Dtest=${READER}`)
      t.equal(code, status, text, { stdout })
      t.match(stdout, text)
    }
  })

  await t.test('without a mock, starts a container, and each test says why it cannot', async t => {
    // The image is not available here, and Docker need not be.
    const { code, stdout } = await mvn({ ATLAS_MOCK_URL: '' }, '-Dtest=IntegrationsTest#rejects*')
    t.equal(code, 1)
    const reason = 'no mock: set ATLAS_MOCK_URL, add atlas-mock to PATH, or start Docker with the image ('
    t.equal(stdout.split(`AssertionFailedError: ${reason}`).length - 1, 3, 'in each of three tests', {
      stdout
    })
    t.notMatch(stdout, 'NoClassDefFoundError')
  })
})
