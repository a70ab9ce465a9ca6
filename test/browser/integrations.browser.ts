import type { Page } from 'playwright-core'
import t from 'tap'
import { readTypeFiles } from '../../src/integrations/registry.ts'
import type { IntegrationTypeFile } from '../../src/vocabulary.ts'
import { as, DEMO, integrations, KEYS } from '../app.ts'
import { control, newSandbox } from '../control/control.ts'
import { barriers, go, SKIP, shift, visit } from './browser.ts'

const KEY = '0123456789abcdef0123456789abcdef'
const DATADOG = { apiKey: KEY, region: 'EU', sendDatabaseMetrics: true }
const SLACK = { apiToken: 'xoxb-a-token-of-mine', channelName: 'alerts' }

type App = Parameters<typeof as>[0]

const create = (app: App, type: string, body: object) =>
  as(app, 'orgowner', { method: 'POST', url: integrations(DEMO, type), body })

const stored = (app: App, type: string) => app.services.store.integrations.find(DEMO, type)?.settings

const card = (page: Page, name: string) => page.getByRole('article', { name, exact: true })

const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true })

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

/** Selects an option of the header or the form. */
async function select(page: Page, label: string, option: string | RegExp): Promise<void> {
  await page.getByRole('textbox', { name: label, exact: true }).click()
  await page.getByRole('option', { name: option }).click()
}

/** Waits until an element has the focus. */
const focused = (page: Page, selector: string) =>
  page.waitForFunction(selector => document.activeElement?.matches(selector), selector)

t.test('cards', { skip: SKIP }, async t => {
  await t.test('shows the state and the redacted values of each type', async t => {
    const { page } = await visit(t)
    await card(page, 'Webhook').waitFor()
    t.strictSame(
      await page.getByRole('article').getByRole('heading').allTextContents(),
      readTypeFiles()
        .filter(file => file['x-integration'].refused === undefined)
        .sort((a, b) => a['x-integration'].order - b['x-integration'].order)
        .map(file => file['x-integration'].label),
      "in Atlas's order"
    )
    t.equal(await page.getByText('Not configured').count(), 9)
    t.ok((await shift(page)) <= 0.05, 'nothing moves while the page loads')
    await select(page, 'Project', 'staging')
    await card(page, 'Datadog').getByText('Configured', { exact: true }).waitFor()
    t.strictSame((await card(page, 'Datadog').innerText()).split('\n').filter(Boolean), [
      'Datadog',
      'Configured',
      'API key',
      '****************************cdef',
      'Region',
      'EU',
      'Send collection latency metrics',
      'no',
      'Edit',
      'Delete'
    ])
    t.match(await card(page, 'Webhook').innerText(), /https:\/\/example\.com\/\*{4}tlas/)
    await card(page, 'Webhook').getByRole('link', { name: 'Send a test alert to Webhook' }).click()
    t.match(page.url(), /#\/alerts$/)
  })

  await t.test('shows why Atlas does not return the list, and its request and response', async t => {
    const { page } = await visit(t)
    await card(page, 'Webhook').waitFor()
    await select(page, 'Project', 'staging')
    for (const [id, code] of [
      ['outsider', 'NOT_IN_GROUP'],
      ['fencedin', 'IP_ADDRESS_NOT_ON_ACCESS_LIST']
    ] as const) {
      await select(page, 'Identity', new RegExp(`^${id} `))
      await page.getByRole('alert').getByText(code).waitFor()
    }
    t.equal(await page.getByText('Unknown', { exact: true }).count(), 9)
    t.equal(await page.getByRole('alert').locator('[lang=en]').count(), 1, 'marks the English text of Atlas')
    await page.getByRole('alert').getByRole('button', { name: 'Request & response' }).click()
    const body = page.getByRole('dialog').getByRole('region', { name: 'Response body' })
    t.match(JSON.parse(await body.innerText()), { errorCode: 'IP_ADDRESS_NOT_ON_ACCESS_LIST' })
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await select(page, 'Identity', /^mdb_sa_id_0000000000000000000000a1 /)
    await card(page, 'Datadog').getByText('Configured', { exact: true }).waitFor()
    t.equal(await page.getByRole('alert').count(), 0)
  })

  await t.test('deletes after confirmation, and shows why it could not', async t => {
    const { page, app } = await visit(t, { prepare: app => create(app, 'SLACK', SLACK) })
    await button(page, 'Delete Slack').click()
    const dialog = page.getByRole('dialog', { name: 'Delete Slack?' })
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'detached' })
    await focused(page, '[aria-label="Delete Slack"]')
    t.strictSame(stored(app, 'SLACK'), SLACK)
    await control(app, 'POST', '/faults', {
      effect: { type: 'status', status: 500, errorCode: 'UNEXPECTED_ERROR', detail: 'Unexpected error.' },
      match: { method: 'DELETE' },
      when: { first: 1 }
    })
    await button(page, 'Delete Slack').click()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    const alert = dialog.getByRole('alert')
    await alert.getByText('500').waitFor()
    t.match(await alert.innerText(), 'UNEXPECTED_ERROR')
    t.strictSame(stored(app, 'SLACK'), SLACK)
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await dialog.waitFor({ state: 'detached' })
    await focused(page, '[aria-label="Configure Slack"]')
    t.equal(stored(app, 'SLACK'), undefined)
  })

  await t.test('shows changes by other clients', async t => {
    const { page, app } = await visit(t)
    await card(page, 'Slack').getByText('Not configured').waitFor()
    await create(app, 'SLACK', SLACK)
    await card(page, 'Slack').getByText('Configured', { exact: true }).waitFor()
    await as(app, 'prjowner', { method: 'DELETE', url: integrations(DEMO, 'SLACK') })
    await card(page, 'Slack').getByText('Not configured').waitFor()
    t.pass()
  })

  await t.test('shows an own change to every identity', async t => {
    const { page } = await visit(t)
    await card(page, 'Slack').waitFor()
    await select(page, 'Identity', /^prjowner /)
    await card(page, 'Slack').getByText('Not configured').waitFor()
    await select(page, 'Identity', /^orgowner /)
    await go(page, 'integrations/SLACK')
    await button(page, 'Fill in an example').click()
    await button(page, 'Save').click()
    await page.getByText('Saved.').waitFor()
    await button(page, 'Close').first().click()
    await select(page, 'Identity', /^prjowner /)
    await card(page, 'Slack').getByText('Configured', { exact: true }).waitFor()
    t.pass()
  })

  await t.test('says what to do without credentials, and works with entered ones', async t => {
    const { page } = await visit(t, { app: { settings: { control: false } } })
    await page.getByText('No credentials', { exact: true }).waitFor()
    t.equal(await page.getByText('Unknown', { exact: true }).count(), 9)
    t.ok(await button(page, 'Refresh').isDisabled())
    await select(page, 'Identity', 'Use other credentials…')
    await field(page, 'Public key').fill('orgowner')
    await field(page, 'Private key').fill(KEYS['orgowner'] ?? '')
    await button(page, 'Use these credentials').click()
    await card(page, 'Slack').getByText('Not configured').waitFor()
    t.pass()
  })

  await t.test('says that an address does not lead to a type', async t => {
    const { page } = await visit(t)
    for (const address of ['HIP_CHAT', 'SLACK/other', 'SLACK/create/more']) {
      await go(page, `integrations/${address}`)
      await page.getByRole('alert').getByText(`#/integrations/${address}`).waitFor()
      t.equal(await page.getByRole('dialog').count(), 0)
    }
    await page.getByRole('alert').getByRole('link', { name: 'All integrations' }).click()
    await page.getByRole('alert').waitFor({ state: 'detached' })
  })
})

t.test('form', { skip: SKIP }, async t => {
  await t.test('creates and updates; an empty secret keeps its value', async t => {
    const { page, app } = await visit(t)
    await page.getByRole('link', { name: 'Configure Slack' }).click()
    t.equal(await field(page, 'API token').getAttribute('type'), 'password')
    await field(page, 'API token').fill(SLACK.apiToken)
    await button(page, 'Show API token').click()
    t.equal(await field(page, 'API token').getAttribute('type'), 'text')
    await field(page, 'Channel').fill('alerts')
    await button(page, 'Save').click()
    await page.getByText('Saved.').waitFor()
    t.strictSame(stored(app, 'SLACK'), SLACK)
    t.equal(await field(page, 'API token').inputValue(), '', 'the form starts again with the response')
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await focused(page, '[aria-label="Edit Slack"]')

    await page.getByRole('link', { name: 'Edit Slack' }).click()
    t.ok(await page.getByRole('radio', { name: 'Update (PUT)' }).isChecked())
    t.match(await field(page, 'API token').getAttribute('placeholder'), /mine \(leave empty to keep\)$/)
    await field(page, 'Channel').fill('incidents')
    await field(page, 'Channel').press('Enter')
    await page.getByText('Saved.').waitFor()
    t.strictSame(stored(app, 'SLACK'), { ...SLACK, channelName: 'incidents' })
  })

  await t.test('shows its own errors at their fields, and sends the form anyway on request', async t => {
    const { page } = await visit(t, { hash: '#/integrations/SLACK' })
    await button(page, 'Save').click()
    const errors = page.getByText('This field is required.')
    await errors.first().waitFor()
    t.equal(await errors.count(), 2)
    await focused(page, '[name=apiToken], [id$=_apiToken]')
    t.equal(await field(page, 'API token').getAttribute('aria-invalid'), 'true')
    await field(page, 'API token').fill('x')
    t.equal(await errors.count(), 1, 'a corrected field has no error')
    await button(page, 'Send anyway').click()
    await page.getByRole('alert').getByText('MISSING_ATTRIBUTE').waitFor()
    await page.getByText('MISSING_ATTRIBUTE: The required attribute channelName was not specified.').waitFor()
    t.equal(await errors.count(), 0, 'no stale error beside the new one')
  })

  await t.test("shows Atlas's error at its field until the field changes or the form is sent", async t => {
    const { page } = await visit(t, { hash: '#/integrations/DATADOG' })
    const key = field(page, 'API key')
    await key.fill('nothex')
    await button(page, 'Save').click()
    const error = page.getByText(/^INVALID_INTEGRATION_SETTINGS: .* apiKey must be a hexadecimal string\.$/)
    await error.waitFor()
    t.equal(await error.getAttribute('lang'), 'en')
    t.equal(await key.getAttribute('aria-describedby').then(ids => ids?.includes('-error')), true)
    await focused(page, '[id$=_apiKey]')
    await page.getByRole('alert').getByText('400').waitFor()
    await page.getByRole('checkbox', { name: 'Send database metrics' }).check()
    t.ok(await error.isVisible(), 'another field has changed')
    t.equal(await page.getByRole('alert').count(), 0)
    await key.fill('0123')
    t.equal(await error.count(), 0)
    await button(page, 'Save').click()
    await page.getByText(/^INVALID_DATADOG_API_KEY: /).waitFor()
    await key.fill('')
    await button(page, 'Save').click()
    await page.getByText('The form has errors. The request was not sent.').waitFor()
    t.equal(await page.getByText('INVALID_DATADOG_API_KEY:').count(), 0)
  })

  await t.test('sends a POST for an existing integration: 409', async t => {
    const { page } = await visit(t, {
      hash: '#/integrations/DATADOG/create',
      prepare: app => create(app, 'DATADOG', DATADOG)
    })
    await button(page, 'Fill in an example').click()
    t.ok(await page.getByRole('radio', { name: 'Create (POST)' }).isChecked())
    await button(page, 'Save').click()
    const alert = page.getByRole('alert')
    await alert.getByText('INTEGRATION_ALREADY_CONFIGURED').waitFor()
    t.match(await alert.innerText(), /^409/)
    await page.getByText('Update (PUT)').click()
    t.equal(await alert.count(), 0)
    await button(page, 'Save').click()
    await page.getByText('Saved.').waitFor()
  })

  await t.test('shows that a role is not sufficient', async t => {
    const { page } = await visit(t)
    await select(page, 'Identity', /^readonly /)
    await page.getByRole('link', { name: 'Configure PagerDuty' }).click()
    await page.getByText('Project demo, as readonly').waitFor()
    await field(page, 'Service key').fill(KEY)
    await button(page, 'Save').click()
    await page.getByRole('alert').getByText('USER_UNAUTHORIZED').waitFor()
    await page
      .getByRole('alert')
      .getByText(/^Reason: /)
      .waitFor()
    t.pass()
  })

  await t.test('accepts the example of each type', async t => {
    const { page } = await visit(t)
    for (const { title, 'x-integration': facts } of readTypeFiles()) {
      if (facts.refused !== undefined) continue
      await go(page, `integrations/${title}`)
      await page.getByRole('dialog', { name: facts.label }).waitFor()
      await button(page, 'Fill in an example').click()
      await button(page, 'Save').click()
      await page.getByText('Saved.').waitFor()
      await go(page, 'integrations')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
    t.equal(await page.getByText('Configured', { exact: true }).count(), 9)
  })

  await t.test('is made from the schema of a new type', async t => {
    const about = { evidence: 'inferred', source: 'a test', date: '2026-11-25' }
    const tenth = {
      $id: 'Pigeon',
      title: 'PIGEON',
      description: 'Pigeon that carries the alerts.',
      type: 'object',
      'x-integration': {
        order: 20,
        label: 'Carrier Pigeon',
        docs: 'https://example.com/pigeon',
        ...about,
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
          'x-secret': { shown: 'last4', ...about }
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
    await page.getByText('Number on its ring.').waitFor()
    t.equal(await field(page, 'Ring').getAttribute('type'), 'password', 'a secret')
    t.equal(await field(page, 'Speed').inputValue(), 'slow', 'a default')
    await field(page, 'Ring').fill('12')
    await button(page, 'Save').click()
    await page.getByText('Enter at least 3 characters.').waitFor()
    await field(page, 'Ring').fill('BE-7654321')
    await select(page, 'Speed', 'fast')
    await button(page, 'Save').click()
    await page.getByText('Saved.').waitFor()
    await go(page, 'integrations')
    t.match(await card(page, 'Carrier Pigeon').innerText(), /\*{6}4321\s+Speed\s+fast/)
  })

  await t.test('keeps what is typed while another client creates the integration', async t => {
    const { page, app } = await visit(t, { hash: '#/integrations/DATADOG' })
    await field(page, 'API key').fill('f'.repeat(32))
    await create(app, 'DATADOG', DATADOG)
    await card(page, 'Datadog').getByText('Configured', { exact: true }).waitFor({ state: 'attached' })
    t.equal(await field(page, 'API key').inputValue(), 'f'.repeat(32))
    t.ok(await page.getByRole('radio', { name: 'Create (POST)' }).isChecked())
    await page.getByText('Update (PUT)').click()
    await button(page, 'Save').click()
    await page.getByText('Saved.').waitFor()
    t.match(
      stored(app, 'DATADOG'),
      { apiKey: 'f'.repeat(32), region: 'EU' },
      'clears nothing it did not show'
    )
  })

  await t.test('starts again when another identity is selected', async t => {
    const { page, app } = await visit(t)
    await select(page, 'Identity', /^readonly /)
    await page.getByRole('link', { name: 'Configure PagerDuty' }).click()
    await field(page, 'Service key').fill(KEY)
    await control(app, 'PATCH', '/principals/readonly', { secret: true })
    await page.getByText('Project demo, as orgowner').waitFor()
    t.equal(await field(page, 'Service key').inputValue(), '')
  })
})

t.test('request and response', { skip: SKIP }, async t => {
  await t.test('shows bodies, raw messages and snippets of a call', async t => {
    const { page } = await visit(t, {
      hash: '#/integrations/PAGER_DUTY',
      context: { permissions: ['clipboard-read', 'clipboard-write'] }
    })
    await field(page, 'Service key').fill(KEY)
    const [response] = await Promise.all([
      page.waitForResponse(response => response.request().method() === 'POST' && response.status() === 200),
      button(page, 'Save').click()
    ])
    const call = page.getByRole('region', { name: 'Request & response' })
    const shown = (name: string) => call.getByRole('region', { name, exact: true }).innerText()
    t.strictSame(JSON.parse(await shown('Response body')), await response.json())
    t.strictSame(JSON.parse(await shown('Request body')), response.request().postDataJSON())
    await call.getByText('POST …/integrations/PAGER_DUTY').waitFor()
    await call.getByRole('button', { name: 'Headers and raw messages' }).click()
    t.match(
      await shown('Request, Headers and raw messages'),
      /^POST \/api\/atlas\/v2\/groups\/32b6e34b3d91647abb20e7b8\/integrations\/PAGER_DUTY\nAuthorization: Digest username="orgowner", /
    )
    const raw = await shown('Response, Headers and raw messages')
    t.match(raw, /^200 OK\n/)
    for (const [name, value] of Object.entries(await response.allHeaders())) t.match(raw, `${name}: ${value}`)
    t.ok(raw.endsWith(await response.text()), 'the body as it was sent')
    for (const [client, sign] of [
      ['Go SDK', 'go.mongodb.org/atlas-sdk'],
      ['Atlas CLI', 'atlas api'],
      ['Terraform', 'mongodbatlas_third_party_integration'],
      ['curl', 'curl --digest']
    ] as const) {
      await call.getByText(client, { exact: true }).first().click()
      await call.getByRole('button', { name: `Copy ${client}` }).click()
      await call.getByText('Copied').waitFor()
      const copied = await page.evaluate(() => navigator.clipboard.readText())
      t.match(copied, sign, client)
      t.equal(copied.trim(), (await shown(client)).trim(), 'as shown')
    }
  })

  await t.test('does not show the secret of entered credentials', async t => {
    const { page, app } = await visit(t)
    const { owner, projects } = await newSandbox(app)
    await page.reload()
    await card(page, 'Slack').waitFor()
    await select(page, 'Identity', 'Use other credentials…')
    await select(page, 'Type', /OAuth/)
    await field(page, 'Client ID').fill(owner.serviceAccount.clientId)
    await field(page, 'Client secret').fill(owner.serviceAccount.clientSecret)
    await button(page, 'Use these credentials').click()
    await page.getByRole('alert').getByText('NOT_IN_GROUP').waitFor()
    await select(page, 'Project', projects[0]?.name as string)
    await card(page, 'Slack').getByText('Not configured').waitFor()
    t.equal(await page.getByRole('alert').count(), 0)
    await button(page, 'Request & response').click()
    const dialog = page.getByRole('dialog')
    t.match(await dialog.innerText(), 'MONGODB_ATLAS_CLIENT_SECRET')
    t.notMatch(await page.content(), owner.serviceAccount.clientSecret)
  })

  await t.test('shows the challenge and the token request before a call, which the page renews', async t => {
    const { page, app } = await visit(t)
    const { nonces } = app.services.control
    await card(page, 'Slack').getByText('Not configured').waitFor()
    const steps = async () => {
      await button(page, 'Request & response').click()
      const dialog = page.getByRole('dialog')
      const texts = await dialog.getByRole('heading', { level: 3 }).allTextContents()
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
      return texts
    }
    const refresh = () =>
      Promise.all([
        page.waitForResponse(answer => answer.url().endsWith('/integrations') && answer.status() === 200),
        button(page, 'Refresh').click()
      ])
    t.strictSame(await steps(), ['1/2 Digest challenge · 401', '2/2 API call · 200'])
    await refresh()
    t.strictSame(await steps(), ['Headers and raw messages'], 'uses the nonce again')
    nonces.expire()
    await refresh()
    t.strictSame(await steps(), ['1/2 Digest challenge · 401', '2/2 API call · 200'])
    await Promise.all([
      page.waitForResponse(answer => answer.url().endsWith('/integrations') && answer.status() === 200),
      select(page, 'Identity', /^mdb_sa_id_0000000000000000000000a1 /)
    ])
    t.strictSame(await steps(), ['1/2 OAuth token · 200', '2/2 API call · 200'])
    app.services.tokens.revokeIssued()
    await refresh()
    t.strictSame(await steps(), ['1/3 Rejected token · 401', '2/3 OAuth token · 200', '3/3 API call · 200'])
  })

  await t.test('says that a response was lost', async t => {
    const { page, app } = await visit(t, { hash: '#/integrations/SLACK' })
    await control(app, 'POST', '/faults', {
      effect: { type: 'truncate' },
      stage: 'after-commit',
      match: { method: 'POST' }
    })
    await button(page, 'Fill in an example').click()
    await button(page, 'Save').click()
    const alert = page.getByRole('alert')
    await alert.getByText('No complete response.').waitFor()
    await alert.getByRole('link', { name: 'A fault is active' }).waitFor()
    await card(page, 'Slack').getByText('Configured', { exact: true }).waitFor({ state: 'attached' })
    t.pass()
  })
})

t.test('layout and accessibility', { skip: SKIP }, async t => {
  await t.test('fits on a phone', async t => {
    const { page } = await visit(t, { context: { viewport: { width: 390, height: 844 } } })
    await card(page, 'Slack').waitFor()
    t.ok((await shift(page)) <= 0.05)
    t.ok(((await page.getByRole('article').first().boundingBox())?.y ?? 999) < 400)
    await go(page, 'integrations/DATADOG')
    await button(page, 'Save').click()
    await page.getByText('This field is required.').waitFor()
    t.match(await page.getByRole('dialog').boundingBox(), { x: 0, y: 0, width: 390, height: 844 })
    await button(page, 'Send anyway').click()
    await page.getByRole('alert').getByRole('button', { name: 'Request & response' }).click()
    await focused(page, '[aria-label="Request & response"]')
    const bottom = (await button(page, 'Save').boundingBox()) ?? { y: 999, height: 0 }
    t.ok(bottom.y + bottom.height <= 844, 'the button to save is always in sight')
    t.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390)
    t.strictSame(
      await page.getByRole('dialog').evaluate(dialog =>
        [dialog, ...dialog.querySelectorAll('*')].flatMap(element => {
          const isTooWide = element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 330
          return isTooWide && !element.closest('.code') ? [element.className] : []
        })
      ),
      [],
      'nothing scrolls sideways'
    )
  })

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [locale, save, anyway, fill] of [
      ['en-US', 'Save', 'Send anyway', 'Fill in an example'],
      ['zh-CN', '保存', '仍然发送', '填入示例']
    ] as const) {
      await t.test(`has no accessibility violations: ${colorScheme}, ${locale}`, async t => {
        const { page } = await visit(t, {
          context: { colorScheme, locale },
          prepare: app => create(app, 'SLACK', SLACK)
        })
        await card(page, 'Slack').waitFor()
        t.strictSame(await barriers(page), [], 'cards')
        await go(page, 'integrations/DATADOG')
        await button(page, save).click()
        await button(page, anyway).waitFor()
        t.strictSame(await barriers(page), [], 'errors of the form')
        await button(page, anyway).click()
        await page.getByRole('alert').waitFor()
        await page.getByRole('dialog').getByRole('heading', { level: 3 }).last().click()
        t.strictSame(await barriers(page), [], 'error of Atlas, request and response')
        await button(page, fill).click()
        await button(page, save).click()
        await page.getByRole('status').waitFor()
        t.strictSame(await barriers(page), [], 'saved')
        await page.keyboard.press('Escape')
        await card(page, 'Slack').getByRole('button').click()
        await page.getByRole('dialog').waitFor()
        t.strictSame(await barriers(page), [], 'question before a deletion')
      })
    }
  }
})
