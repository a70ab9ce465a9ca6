import t from 'tap'
import { readTypeFiles } from '../../src/integrations/registry.ts'
import type { IntegrationTypeFile } from '../../src/vocabulary.ts'
import { as, DEMO, integrations } from '../app.ts'
import { newSandbox } from '../control/control.ts'
import { SKIP, visit } from './browser.ts'

const KEY = '0123456789abcdef0123456789abcdef'

t.test('integrations', { skip: SKIP }, async t => {
  await t.test('shows a card for each service and the integrations of the project', async t => {
    const { page } = await visit(t)
    const cards = page
      .getByRole('main')
      .getByRole('listitem')
      .filter({ has: page.getByRole('heading') })
    const taken = readTypeFiles()
      .filter(file => file['x-integration'].refused === undefined)
      .sort((a, b) => a['x-integration'].order - b['x-integration'].order)
    await page.getByRole('heading', { name: 'Webhook' }).waitFor()
    t.strictSame(
      await cards.getByRole('heading').allTextContents(),
      taken.map(file => file['x-integration'].label),
      "in Atlas's order"
    )
    t.equal(await page.getByText('Not configured').count(), 9)
    await page.getByLabel('On project').selectOption({ label: 'staging' })
    const datadog = cards.filter({ has: page.getByRole('heading', { name: 'Datadog' }) })
    await datadog.getByText('Configured', { exact: true }).waitFor()
    t.match(await datadog.innerText(), /API key\n\*{28}cdef\nRegion\nEU\n/)
    const webhook = cards.filter({ has: page.getByRole('heading', { name: 'Webhook' }) })
    t.match(await webhook.innerText(), /https:\/\/example\.com\/\*{4}tlas/)
  })

  await t.test('configures, edits and deletes', async t => {
    const { page, app } = await visit(t)
    await page.getByRole('link', { name: 'Configure Slack' }).click()
    await page.getByRole('textbox', { name: 'API token' }).fill('xoxb-a-token-of-mine')
    await page.getByRole('textbox', { name: 'Channel' }).fill('alerts')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    t.match(await page.getByRole('status').innerText(), /\*{16}mine/, 'the response redacts the secret')
    await page.getByRole('link', { name: 'All integrations', exact: true }).click()

    await page.getByRole('link', { name: 'Edit Slack' }).click()
    t.ok(await page.getByRole('radio', { name: /^Update/ }).isChecked(), 'updates an existing integration')
    t.equal(
      await page.getByRole('textbox', { name: 'API token' }).inputValue(),
      '',
      'the secret is not filled in'
    )
    await page.getByRole('textbox', { name: 'Channel' }).fill('incidents')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    const stored = () => app.services.store.integrations.find('32b6e34b3d91647abb20e7b8', 'SLACK')?.settings
    t.strictSame(
      stored(),
      { apiToken: 'xoxb-a-token-of-mine', channelName: 'incidents' },
      'keeps the token and changes the channel'
    )

    await page.getByRole('link', { name: 'All integrations', exact: true }).click()
    await page.getByRole('button', { name: 'Delete Slack' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    t.ok(stored(), 'not deleted without confirmation')
    await page.getByRole('button', { name: 'Delete Slack' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('link', { name: 'Configure Slack' }).waitFor()
    t.equal(stored(), undefined)
  })

  await t.test("shows Atlas's error next to its field; the form's own check can be skipped", async t => {
    const { page } = await visit(t, { hash: '#/integrations/DATADOG' })
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('This field is required.').waitFor()
    t.equal(await page.getByRole('textbox', { name: 'API key' }).getAttribute('aria-invalid'), 'true')
    await page.getByRole('button', { name: 'Send anyway' }).click()
    await page.getByText('MISSING_ATTRIBUTE: The required attribute apiKey was not specified.').waitFor()
    await page.getByRole('textbox', { name: 'API key' }).fill('nothex')
    await page.getByRole('button', { name: 'Save' }).click()
    const described = page.getByRole('textbox', { name: 'API key' })
    await page.getByText(/^INVALID_INTEGRATION_SETTINGS: .* apiKey must be a hexadecimal string\.$/).waitFor()
    t.match(await described.getAttribute('aria-describedby'), /-error$/)
    await described.fill('0123')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText(/^INVALID_DATADOG_API_KEY: /).waitFor()
  })

  await t.test('shows 409 for a second creation', async t => {
    const { page } = await visit(t, { hash: '#/integrations/DATADOG' })
    await page.getByRole('button', { name: 'Fill in an example' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    await page.getByRole('radio', { name: /^Create/ }).check()
    await page.getByRole('button', { name: 'Save' }).click()
    const alert = page.getByRole('alert')
    await alert.waitFor()
    t.match(await alert.innerText(), /Atlas returned 409 · INTEGRATION_ALREADY_CONFIGURED/)
  })

  await t.test('shows what the selected identity may do', async t => {
    const { page } = await visit(t)
    await page.getByRole('heading', { name: 'Webhook' }).waitFor()
    const act = async (id: string) => page.getByLabel('Act as').selectOption(`seed ${id}`)

    await act('readonly')
    await page.getByText('GROUP_READ_ONLY on demo').waitFor()
    await page.getByRole('link', { name: 'Configure Datadog' }).click()
    await page.getByRole('textbox', { name: 'API key' }).fill(KEY)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('alert').getByText('USER_UNAUTHORIZED').waitFor()

    await page.getByRole('link', { name: 'All integrations', exact: true }).click()
    for (const [id, code] of [
      ['outsider', 'NOT_IN_GROUP'],
      ['fencedin', 'IP_ADDRESS_NOT_ON_ACCESS_LIST']
    ] as const) {
      await act(id)
      await page.getByRole('alert').getByText(code).waitFor()
    }
    await act('mdb_sa_id_0000000000000000000000a1')
    await page.getByText('token (OAuth 2.0)').waitFor()
    await page.getByRole('alert').waitFor({ state: 'detached' })
  })

  await t.test(
    'accepts other credentials, valid and invalid, and omits their secret in snippets',
    async t => {
      const { page, app } = await visit(t)
      const { owner, projects } = await newSandbox(app)
      const enter = async (id: string, secret: string) => {
        await page.getByRole('button', { name: 'Use other credentials' }).click()
        await page.getByRole('dialog').getByLabel('Public key').fill(id)
        await page.getByRole('dialog').getByLabel('Private key').fill(secret)
        await page.getByRole('dialog').getByRole('button', { name: 'Use these credentials' }).click()
      }
      await page.getByRole('heading', { name: 'Webhook' }).waitFor()
      await enter(owner.apiKey.publicKey, owner.apiKey.privateKey)
      await page.getByRole('alert').getByText('NOT_IN_GROUP').waitFor()
      await page.reload()
      await page.getByRole('heading', { name: 'Webhook' }).waitFor()
      await enter(owner.apiKey.publicKey, owner.apiKey.privateKey)
      await page.getByLabel('On project').selectOption(projects[0]?.id as string)
      await page.getByRole('alert').waitFor({ state: 'detached' })
      await page.getByText('Copy as curl').first().click()
      const wire = await page.getByRole('complementary').innerText()
      t.match(wire, 'MONGODB_ATLAS_PRIVATE_KEY')
      t.notMatch(wire, owner.apiKey.privateKey)
      await enter('nobody', 'wrong')
      await page.getByRole('alert').getByText('Atlas returned 401').waitFor()
    }
  )

  await t.test('creates card and form of a new type from its file', async t => {
    const tenth: IntegrationTypeFile = {
      $id: 'Pigeon',
      title: 'PIGEON',
      description: 'Pigeon that carries the alerts.',
      type: 'object',
      'x-integration': {
        order: 20,
        label: 'Carrier Pigeon',
        docs: 'https://example.com/pigeon',
        evidence: 'inferred',
        source: 'a test',
        date: '2026-11-25',
        facts: []
      },
      properties: {
        id: { type: 'string', nullable: true, description: 'Id.' },
        type: { type: 'string', enum: ['PIGEON'], description: 'Type.' },
        ring: {
          type: 'string',
          description: 'Number on its ring.',
          minLength: 3,
          title: 'Ring',
          'x-secret': { shown: 'last4', evidence: 'inferred', source: 'a test', date: '2026-11-25' }
        },
        speed: {
          type: 'string',
          enum: ['slow', 'fast'],
          default: 'slow',
          title: 'Speed',
          description: 'How fast.'
        }
      },
      required: ['ring'],
      'x-examples': [{ summary: 'Pigeon', value: { type: 'PIGEON', ring: 'BE-1234567' } }]
    } as IntegrationTypeFile
    const { page } = await visit(t, { app: { typeFiles: [...readTypeFiles(), tenth] } })
    await page.getByRole('link', { name: 'Configure Carrier Pigeon' }).click()
    t.equal(await page.getByRole('textbox', { name: 'Ring' }).getAttribute('type'), 'password', 'a secret')
    t.equal(await page.getByLabel('Speed').inputValue(), 'slow', 'a default')
    await page.getByRole('textbox', { name: 'Ring' }).fill('12')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('At least 3 characters.').waitFor()
    await page.getByRole('textbox', { name: 'Ring' }).fill('BE-7654321')
    await page.getByLabel('Speed').selectOption('fast')
    await page.getByRole('button', { name: 'Save' }).click()
    t.match(
      await page.getByRole('status').filter({ hasText: 'Saved.' }).innerText(),
      /\*{6}4321\nSpeed\nfast/
    )
  })

  await t.test('shows changes by other clients', async t => {
    const { page, app } = await visit(t)
    await page.getByRole('link', { name: 'Configure Slack' }).waitFor()
    const url = integrations(DEMO, 'SLACK')
    await as(app, 'prjowner', { method: 'POST', url, body: { apiToken: 'x', channelName: 'alerts' } })
    await page.getByRole('link', { name: 'Edit Slack' }).waitFor()
    await as(app, 'prjowner', { method: 'DELETE', url })
    await page.getByRole('link', { name: 'Configure Slack' }).waitFor()
    t.pass()
  })

  await t.test('configures every type with its example', async t => {
    const { page } = await visit(t)
    await page.getByRole('heading', { name: 'Webhook' }).waitFor()
    for (const { title, 'x-integration': facts } of readTypeFiles()) {
      if (facts.refused !== undefined) continue
      await page.goto(`${new URL(page.url()).origin}/#/integrations/${title}`)
      await page.getByRole('button', { name: 'Fill in an example' }).click()
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Saved.').waitFor()
    }
    t.pass('all types')
    await page.goto(`${new URL(page.url()).origin}/#/integrations/HIP_CHAT`)
    await page.getByText('Unknown integration type HIP_CHAT.').waitFor()
  })

  await t.test('shows requests and responses unmodified, with code snippets', async t => {
    const { page } = await visit(t, {
      hash: '#/integrations/PAGER_DUTY',
      context: { permissions: ['clipboard-read', 'clipboard-write'] }
    })
    await page.getByRole('textbox', { name: 'Service key' }).fill(KEY)
    const [answer] = await Promise.all([
      page.waitForResponse(response => response.request().method() === 'POST' && response.status() === 200),
      page.getByRole('button', { name: 'Save' }).click()
    ])
    const wire = page.getByRole('complementary')
    await wire.getByText('POST …/integrations/PAGER_DUTY').waitFor()
    const shown = (name: string) => wire.getByRole('region', { name }).first().innerText()
    t.match(
      await shown('Request headers'),
      /^POST \/api\/atlas\/v2\/groups\/32b6e34b3d91647abb20e7b8\/integrations\/PAGER_DUTY\nAuthorization: Digest username="orgowner", /
    )
    t.strictSame(JSON.parse(await shown('Request body')), answer.request().postDataJSON())
    t.match(await shown('Response headers'), /^200 OK\n/)
    for (const [name, value] of Object.entries(await answer.allHeaders())) {
      t.match(await shown('Response headers'), `${name}: ${value}`)
    }
    t.strictSame(JSON.parse(await shown('Response body')), await answer.json())
    await wire.getByText('Raw bytes', { exact: true }).nth(1).click()
    t.equal(await shown('Raw bytes: Response body'), await answer.text())

    await wire.getByText('Copy as curl').first().click()
    for (const [client, sign] of [
      ['Go SDK', 'go.mongodb.org/atlas-sdk'],
      ['Atlas CLI', 'atlas api'],
      ['Terraform', 'mongodbatlas_third_party_integration'],
      ['curl', 'curl --digest']
    ] as const) {
      await wire.getByRole('radio', { name: client }).check()
      await wire.getByRole('button', { name: `Copy ${client}` }).click()
      await wire.getByText('Copied').waitFor()
      const copied = await page.evaluate(() => navigator.clipboard.readText())
      t.match(copied, sign, client)
      t.equal(copied.trim(), (await shown(client)).trim(), 'as shown')
      await wire.getByText('Copied').waitFor({ state: 'detached' })
    }
  })

  await t.test('renews an expired nonce and an expired token automatically', async t => {
    const { page, app } = await visit(t)
    const { control, tokens } = app.services
    const newest = page.getByRole('complementary').getByRole('group').first()
    const again = async () => {
      const [first] = await Promise.all([
        page.waitForResponse(response => response.url().endsWith('/integrations')),
        page.getByRole('button', { name: 'Refresh' }).click()
      ])
      await newest
        .getByText(/200 OK ·/)
        .last()
        .waitFor()
      return first.status()
    }
    await newest.getByText('2 of 2: API call · 200 OK').waitFor()
    t.equal(await again(), 200, 'the nonce is used again')
    control.nonces.expire()
    t.equal(await again(), 401)
    await newest.getByText('1 of 2: challenge (Digest) · 401').waitFor()

    await page.getByLabel('Act as').selectOption('seed mdb_sa_id_0000000000000000000000a1')
    await newest.getByText('1 of 2: token (OAuth 2.0) · 200').waitFor()
    t.equal(await again(), 200, 'the token is used again')
    tokens.revokeIssued()
    t.equal(await again(), 401)
    await newest.getByText('1 of 3: token no longer valid · 401').waitFor()
    await newest.getByText('2 of 3: token (OAuth 2.0) · 200').waitFor()
  })
})
