import t from 'tap'
import { createRegistry, readTypeFiles } from '../../src/integrations/registry.ts'
import { as, build, DEMO, integrations } from '../app.ts'

t.test('a url must be http or https', async t => {
  const app = await build(t)
  const url = integrations(DEMO, 'WEBHOOK')
  const wrong = ['http:a', 'https:///a', 'javascript:alert(1)', ' http://a', 'http://a b', 'http://a\n']
  for (const value of [...wrong, '//a/b', 'http://[x]/']) {
    const reply = await as(app, 'orgowner', { method: 'POST', url, body: { url: value } })
    t.match(reply.json, { error: 400, errorCode: 'INVALID_URL', parameters: [value] })
  }
  t.notMatch(app.logged.join(''), 'alert(1)', 'the value is in no log line')
})

t.test('does not start with two files of the same name or order, or two rows with the same id', async t => {
  const [first, second, ...others] = readTypeFiles().filter(file => !file['x-integration'].resource)
  if (!first || !second) throw new Error('the package has type files')
  const same = /have the same title or the same order/
  t.throws(() => createRegistry([first, { ...second, title: first.title }]), same)
  const { order } = first['x-integration']
  const facts = second['x-integration']
  t.throws(() => createRegistry([first, { ...second, 'x-integration': { ...facts, order } }]), same)
  t.throws(() => createRegistry([first]).ofRow('GONE'), /GONE/)
  const row = [first, second, ...others].flatMap(file => file['x-integration'].errors ?? []).slice(0, 1)
  const twice = [first, second].map(file => ({
    ...file,
    'x-integration': { ...file['x-integration'], errors: row }
  }))
  await t.rejects(build(t, { typeFiles: [...twice, ...others] }), /two rows/)
})
