import { join } from 'node:path'
import t from 'tap'
import { copyExample, replaceOnce, sandboxesOf, startForTests } from './examples.ts'
import { firstLine, run, unavailable } from './run.ts'

t.test('JUnit: the example of docs/TESTS-JAVA.md', async t => {
  const version = await run('mvn', ['--version'])
  const [, java = '0'] = /^Java version: (\d+)/m.exec(version.stdout) ?? []
  if (Number(java) < 17) return unavailable(t, `no Maven with Java 17: ${firstLine(version)}`)
  const folder = await copyExample(t, 'java', ['pom.xml', 'src'])
  const flags = ['--batch-mode', '--no-transfer-progress', '-Dstyle.color=never', '-DtrimStackTrace=false']
  const mvn = (goal: string, env: Record<string, string> = {}) =>
    run('mvn', [...flags, goal], { cwd: folder, env })

  const compiled = await mvn('test-compile')
  if (/could not (be resolved|resolve|transfer)/i.test(compiled.stdout)) {
    const [why = ''] = /^\[ERROR\] .*$/m.exec(compiled.stdout) ?? []
    return unavailable(t, `Maven cannot download: ${why}`)
  }
  if (!t.equal(compiled.code, 0, 'compiles', compiled)) return

  await t.test('passes in parallel and removes its sandboxes', async t => {
    const env = await startForTests(t)
    const { code, stdout, stderr } = await mvn('test', env)
    t.equal(code, 0, 'exit code', { stdout, stderr })
    t.match(stdout, /^\[INFO\] Tests run: 5, Failures: 0, Errors: 0, Skipped: 0$/m)
    t.strictSame(await sandboxesOf(env), { results: [] })
  })

  await t.test('fails on a wrong expectation and removes its sandboxes', async t => {
    const env = await startForTests(t)
    await replaceOnce(join(folder, 'src/test/java/IntegrationsTest.java'), '"count": 1', '"count": 3')
    const { code, stdout } = await mvn('test', env)
    t.equal(code, 1)
    t.match(stdout, /^\[ERROR\] IntegrationsTest\.sendsTheConfiguredKeyOnce -- /m)
    t.match(stdout, /^\[ERROR\] Tests run: 5, Failures: 1, Errors: 0, Skipped: 0$/m)
    // JUnit runs tests in this pool only if they may run in parallel.
    t.match(stdout, /^\s+at java\.base\/java\.util\.concurrent\.ForkJoinWorkerThread\.run/m)
    t.strictSame(await sandboxesOf(env), { results: [] })
  })
})
