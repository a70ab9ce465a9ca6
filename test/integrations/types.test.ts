import t, { type Test } from 'tap'
import type { IntegrationTypeFile, PropertySchema, SecretShown } from '../../src/catalogue/vocabulary.ts'
import { createRegistry, readTypeFiles } from '../../src/integrations/registry.ts'
import { bodySchema, isWanted } from '../../src/validation/body-schemas.ts'
import { as, build, DEMO, integrations } from '../app.ts'
import { machine } from '../control/control.ts'

const GROUP = `/api/atlas/v2/groups/${DEMO}`

/** All operations have this version. */
const LATEST = { headers: { accept: 'application/vnd.atlas.2025-03-12+json' } }

/** A secret of a body: a field, or a member of an object or of the entries of a list. */
interface Secret {
  field: string
  member?: string
  isInList?: boolean
  shown: SecretShown
  value: string
}

/** Returns a unique value for each secret of some fields. */
function secretsOf(properties: Readonly<Record<string, PropertySchema>> = {}): Secret[] {
  return Object.entries(properties).flatMap(([field, schema], index): Secret[] => {
    const inner = secretsOf(schema.properties ?? schema.items?.properties)
    if (inner.length > 0) {
      const isInList = schema.items !== undefined
      return inner.map(({ field: member, shown, value }) => ({ field, member, isInList, shown, value }))
    }
    const shown = schema['x-secret']?.shown
    if (!shown || schema.type === 'object') return []
    const hex = `${(0xa0 + index).toString(16)}c0ffee0${'5'.repeat(19)}9d7e`
    return [{ field, shown, value: shown === 'url' ? `https://user:${hex}@hooks.example/${hex}` : hex }]
  })
}

/** Returns fields with the secrets, added to an example. */
function bodyOf(secrets: readonly Secret[], example: Record<string, unknown> = {}): Record<string, unknown> {
  const body = { ...example }
  for (const { field, member, isInList, value } of secrets) {
    if (!member) body[field] = value
    else
      body[field] = isInList ? [{ name: 'a', [member]: value }] : { ...Object(body[field]), [member]: value }
  }
  return body
}

/** Checks that texts contain no secret, except those that are shown as sent. */
function checkHidden(t: Test, texts: readonly string[], secrets: readonly Secret[]): void {
  const left = texts.join('\n')
  for (const { field, shown, value } of secrets) {
    if (shown === 'plain') t.ok(left.includes(value), `${field} is returned as sent`)
    // Eight characters of the canary's head: redaction shows at most the last four characters.
    else t.notOk(left.includes(value.match(/..c0ffee/)?.[0] ?? ''), `${field} is not exposed`)
  }
}

t.test('no field that its file marks as redacted is in a response or a log line', async t => {
  for (const file of readTypeFiles().filter(({ 'x-integration': facts }) => !facts.rejectedWith)) {
    for (const { value } of file['x-examples'] ?? []) await checkType(t, file, value)
  }
})

/** Checks that the secrets of a body like the example are nowhere. */
async function checkType(
  t: Test,
  file: IntegrationTypeFile,
  example: Record<string, unknown>
): Promise<void> {
  const { resource } = file['x-integration']
  const app = await build(t, { settings: { logLevel: 'trace' } })
  const url = resource ? `${GROUP}/${resource}` : integrations(DEMO, file.title)
  const fields = Object.entries(file.properties ?? {}).filter(
    ([, field]) => isWanted(field, example) !== false
  )
  const secrets = secretsOf(Object.fromEntries(fields))
  const body = bodyOf(secrets, example)
  const post = (key: string, sent: object) => as(app, key, { ...LATEST, method: 'POST', url, body: sent })
  const replies = [
    await post('orgowner', body),
    await post('orgowner', { ...body, zz: 1 }),
    await post('readonly', body),
    await as(app, 'orgowner', { ...LATEST, url })
  ]
  t.strictSame(
    replies.map(reply => reply.status),
    [resource ? 201 : 200, 400, 401, 200],
    file.title
  )
  checkHidden(t, [...replies.map(reply => reply.text), ...app.logged], secrets)
}

t.test('no secret of an alert notification is in a response or a log line', async t => {
  const app = await build(t, { settings: { logLevel: 'trace' } })
  const secrets = secretsOf(bodySchema('GroupAlertsConfig').properties['notifications']?.items?.properties)
  t.equal(secrets.length, 11)
  const notifications = [{ typeName: 'WEBHOOK', ...bodyOf(secrets) }]
  const url = `${GROUP}/alertConfigs`
  const post = (sent: object) => as(app, 'orgowner', { method: 'POST', url, body: sent })
  const replies = [
    await post({ eventTypeName: 'NO_PRIMARY', notifications }),
    await post({ eventTypeName: 'NO_PRIMARY', notifications, zz: 1 }),
    await post({
      eventTypeName: 'NO_PRIMARY',
      notifications: [{ typeName: 'WEBHOOK', zz: bodyOf(secrets) }]
    }),
    await as(app, 'orgowner', { url })
  ]
  t.strictSame(
    replies.map(({ status }) => status),
    [201, 400, 400, 200]
  )
  checkHidden(t, [...replies.map(({ text }) => text), ...app.logged], secrets)
})

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

t.test('ids begin with the creation time, in seconds', async t => {
  const time = machine()
  const app = await build(t, { sources: time.sources })
  const body = { url: 'https://a.example/b' }
  await as(app, 'orgowner', { method: 'POST', url: integrations(DEMO, 'WEBHOOK'), body })
  const id = app.services.integrations.list(DEMO)[0]?.id ?? ''
  t.match(id, /^[0-9a-f]{24}$/)
  t.equal(Number.parseInt(id.slice(0, 8), 16), time.now / 1000)
})
