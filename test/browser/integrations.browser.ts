import type { Page } from 'playwright-core'
import t from 'tap'
import { en } from '../../src/console/page/words/en.ts'
import { zh } from '../../src/console/page/words/zh.ts'
import { readTypeFiles } from '../../src/integrations/registry.ts'
import { as, DEMO, integrations } from '../app.ts'
import { control, newSandbox } from '../control/control.ts'
import {
  button,
  createExample,
  field,
  go,
  layoutShift,
  onScreens,
  SKIP,
  select,
  violations,
  visit
} from './browser.ts'

const KEY = '0123456789abcdef0123456789abcdef'
const DATADOG = { apiKey: KEY, region: 'EU', sendDatabaseMetrics: true }
const SLACK = { apiToken: 'xoxb-a-token-of-mine', channelName: 'alerts' }

type App = Parameters<typeof as>[0]

const create = (app: App, type: string, body: object) =>
  as(app, 'orgowner', { method: 'POST', url: integrations(DEMO, type), body })

const stored = (app: App, type: string) => app.services.store.integrations.find(DEMO, type)?.settings

const card = (page: Page, name: string) => page.getByRole('article', { name, exact: true })

/** Waits until Atlas has returned the list. */
const waitForList = (page: Page) => page.getByRole('heading', { name: 'Log integrations' }).waitFor()

/** Waits until the form reports that it was saved. */
const saved = (page: Page) => page.getByRole('status').getByText('Saved').waitFor()

/** Waits until an element has the focus. */
const waitForFocus = (page: Page, selector: string) =>
  page.waitForFunction(selector => document.activeElement?.matches(selector), selector)

t.test('cards', { skip: SKIP }, async t => {
  await t.test('shows the state and the redacted values of each type', async t => {
    const { page } = await visit(t)
    await page.getByRole('link', { name: 'Add OpenTelemetry metrics' }).waitFor()
    t.strictSame(await page.getByRole('heading', { level: 2 }).allInnerTexts(), [
      'Third-party integrations',
      'Log integrations',
      'Metric integrations'
    ])
    const tile = card(page, 'Datadog')
    t.strictSame((await tile.innerText()).split(/\s+/), ['Da', 'Datadog', 'Configure'])
    t.equal(
      await tile.getAttribute('title'),
      'Datadog account to which Atlas sends the metrics and alerts of one project.'
    )
    t.equal(await page.getByRole('link', { name: /^(Configure|Add) / }).count(), 16)
    t.ok((await layoutShift(page)) <= 0.05, 'no layout shift while the page loads')
    await select(page, 'Project', 'staging')
    await card(page, 'Datadog').getByRole('link', { name: 'Edit Datadog' }).waitFor()
    t.equal(
      (await card(page, 'Datadog').innerText()).replace(/\n+/g, ', '),
      'Da, Datadog, API key, ••••cdef, Region, EU, Edit, Delete'
    )
    t.equal(
      await card(page, 'Datadog').getByText('••••cdef').getAttribute('title'),
      '****************************cdef (redacted by Atlas)'
    )
    t.match(await card(page, 'Webhook').innerText(), 'https://example.com/••••tlas')
  })

  await t.test('shows why Atlas does not return the list', async t => {
    const { page } = await visit(t)
    await select(page, 'Project', 'staging')
    for (const [id, code] of [
      ['outsider', 'NOT_IN_GROUP'],
      ['fencedin', 'IP_ADDRESS_NOT_ON_ACCESS_LIST']
    ] as const) {
      await select(page, 'Identity', new RegExp(` · ${id}$`))
      await page.getByText(`${id} may not list the third-party integrations of staging`).waitFor()
      t.equal(await page.getByRole('alert').count(), 0)
      await page.getByRole('link', { name: 'Why' }).click()
      await page.getByText(code).first().waitFor()
      await page.getByRole('tab', { name: 'Integrations' }).click()
      await page.getByText(`${id} may not list`).waitFor()
    }
    await select(page, 'Identity', 'ORG_OWNER · mdb_sa_id_0000…00a1')
    await card(page, 'Datadog').getByRole('link', { name: 'Edit Datadog' }).waitFor()
    t.equal(await page.getByRole('alert').count(), 0)
  })

  await t.test('shows a connection that a fault cuts on create, list and delete', async t => {
    const { page, app } = await visit(t, { prepare: app => create(app, 'SLACK', SLACK) })
    const cut = (operation: string, type: 'reset' | 'hangUp') =>
      control(app, 'POST', '/faults', { effect: { type }, match: { operation }, when: { first: 1 } })
    await page.getByRole('link', { name: 'Configure Datadog' }).click()
    const dialog = page.getByRole('dialog')
    await button(page, 'Fill in an example').click()
    await cut('createGroupIntegration', 'reset')
    await button(page, 'Save').click()
    await dialog
      .getByText(/^Fault: Connection reset · create calls × 1 · 1 of 1 used · not executed$/)
      .waitFor()
    t.equal(stored(app, 'DATADOG'), undefined)
    await button(page, 'Save').click()
    await saved(page)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })

    await cut('listGroupIntegrations', 'hangUp')
    await button(page, 'Refresh').click()
    await page.getByText(/Showing the last list that loaded\. Fault: Connection closed/).waitFor()
    await card(page, 'Datadog').getByRole('link', { name: 'Edit Datadog' }).waitFor()

    await cut('deleteGroupIntegration', 'reset')
    await button(page, 'Delete Slack').click()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await dialog
      .getByText(/^Fault: Connection reset · delete calls × 1 · 1 of 1 used · not executed$/)
      .waitFor()
    t.strictSame(stored(app, 'SLACK'), SLACK)
  })

  await t.test(
    'a write whose response is lost is done: no draft is left, and a deletion says so',
    async t => {
      const { page, app } = await visit(t, { hash: '#/integrations/DATADOG' })
      const dialog = page.getByRole('dialog')
      const executed = dialog.getByText('· executed; the response was lost or replaced')
      const lose = (method: string) =>
        control(app, 'POST', '/faults', {
          effect: { type: 'empty' },
          stage: 'after-commit',
          match: { method },
          when: { first: 1 }
        })
      await lose('POST')
      await button(page, 'Fill in an example').click()
      await button(page, 'Save').click()
      await executed.waitFor()
      await page.keyboard.press('Escape')
      await card(page, 'Datadog').getByRole('link', { name: 'Edit Datadog' }).click()
      await dialog.getByRole('radio', { name: 'Update (PUT)', checked: true }).waitFor({ state: 'attached' })
      t.equal(await dialog.getByText('Restored').count(), 0)
      await page.keyboard.press('Escape')
      await lose('DELETE')
      await button(page, 'Delete Datadog').click()
      await dialog.getByRole('button', { name: 'Delete' }).click()
      await executed.waitFor()
      t.equal(stored(app, 'DATADOG'), undefined)
      await dialog.getByRole('button', { name: 'Cancel' }).click()
      await page.getByRole('link', { name: 'Configure Datadog' }).waitFor()
    }
  )

  await t.test('deletes after a confirmation, and shows why a deletion failed', async t => {
    const { page, app } = await visit(t, { prepare: app => create(app, 'SLACK', SLACK) })
    await button(page, 'Delete Slack').click()
    const dialog = page.getByRole('dialog', { name: 'Delete Slack?' })
    t.match(await dialog.innerText(), 'This deletes the integration and its secrets from the project.')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'detached' })
    await waitForFocus(page, '[aria-label="Delete Slack"]')
    t.strictSame(stored(app, 'SLACK'), SLACK)
    await control(app, 'POST', '/faults', {
      effect: { type: 'status', status: 500, errorCode: 'UNEXPECTED_ERROR', detail: 'Unexpected error.' },
      match: { method: 'DELETE' },
      when: { first: 1 }
    })
    await button(page, 'Delete Slack').click()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    const alert = dialog.getByRole('alert')
    await alert.getByText('500', { exact: true }).waitFor()
    t.match(await alert.innerText(), 'UNEXPECTED_ERROR')
    t.strictSame(stored(app, 'SLACK'), SLACK)
    await alert
      .getByText('Fault: 500 UNEXPECTED_ERROR · all calls × 1 · method: DELETE · 1 of 1 used')
      .waitFor()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await dialog.waitFor({ state: 'detached' })
    await waitForFocus(page, '[aria-label="Configure Slack"]')
    t.equal(stored(app, 'SLACK'), undefined)
    await create(app, 'SLACK', SLACK)
    await select(page, 'Identity', / · readonly$/)
    await button(page, 'Delete Slack').click()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await dialog.getByText('this call needs GROUP_OWNER or ORG_OWNER').waitFor()
    await dialog.getByRole('button', { name: 'Retry as orgowner' }).click()
    await dialog.waitFor({ state: 'detached' })
    t.equal(stored(app, 'SLACK'), undefined)
    const logs = page.getByRole('region', { name: 'Log integrations' })
    await logs.getByText('readonly may not list the log integrations of demo · Why').waitFor()
    t.equal(await page.getByRole('alert').count(), 0, 'red is for what the user did')
    await logs.getByRole('link', { name: 'Why' }).click()
    await button(page, 'Details').waitFor()
  })

  await t.test('keeps the last list over an outage, for the same identity only', async t => {
    // Dark: the contrast of the list.
    const { page, app } = await visit(t, { context: { colorScheme: 'dark' } })
    const datadog = card(page, 'Datadog').getByRole('link', { name: 'Edit Datadog' })
    const outage = page.getByRole('alert')
    const fail = async (effect: object) => {
      const match = { operation: 'listGroupIntegrations' }
      await control(app, 'POST', '/faults', { effect, match, when: { first: 2 } })
      await button(page, 'Refresh').click()
    }
    await select(page, 'Project', 'staging')
    await datadog.waitFor()
    for (const [effect, text] of [
      [{ type: 'status', status: 503 }, '503 · list calls × 2'],
      [{ type: 'rateLimit' }, '429 · list calls × 2'],
      [{ type: 'truncate' }, 'Truncated response · list calls × 2'],
      [{ type: 'empty' }, 'Response without body · list calls × 2']
    ] as const) {
      await fail(effect)
      for (const used of ['1 of 2 used', '2 of 2 used']) {
        const line = `Could not load integrations. Showing the last list that loaded. Fault: ${text} · ${used}`
        await outage.filter({ hasText: new RegExp(`^${line} · Request \\d+ in the log$`) }).waitFor()
        t.equal(await datadog.count(), 1, text)
        t.strictSame(await violations(page), [])
        await button(page, 'Refresh').click()
      }
      await outage.waitFor({ state: 'detached' })
    }
    await fail({ type: 'error', errorCode: 'USER_UNAUTHORIZED' })
    await outage.getByText('USER_UNAUTHORIZED', { exact: true }).waitFor()
    t.equal(await datadog.count(), 0, 'not after 401')
    await control(app, 'DELETE', '/faults')
    await datadog.waitFor()
    await control(app, 'POST', '/faults', { effect: { type: 'status', status: 503 } })
    await select(page, 'Identity', / · orgreadr$/)
    await outage.getByText('503 · all calls').waitFor()
    t.equal(await datadog.count(), 0, 'not for another identity')
  })

  await t.test('Refresh is one row of the log, unless a fault meets another list', async t => {
    const { page, app } = await visit(t)
    await waitForList(page)
    const log = page.getByRole('tab', { name: /^Requests/ })
    await button(page, 'Refresh').click()
    await page.getByRole('tab', { name: 'Requests (1)' }).waitFor()
    const match = { operation: 'listGroupLogIntegrations' }
    await control(app, 'POST', '/faults', {
      effect: { type: 'status', status: 503 },
      match,
      when: { first: 1 }
    })
    await button(page, 'Refresh').click()
    await page.getByRole('tab', { name: 'Requests (3)' }).waitFor()
    await log.click()
    await page.getByRole('row', { name: /503 Fault: 503 GET \/logIntegrations/ }).waitFor()
    t.pass()
  })

  await t.test('names are whole at 1280 pixels; what was saved is in view; × has no focus', async t => {
    const { page, app } = await visit(t, { context: { viewport: { width: 1280, height: 720 } } })
    for (const type of ['DATADOG', 'SLACK', 'OPS_GENIE', 'NEW_RELIC', 'PAGER_DUTY', 'VICTOR_OPS']) {
      await createExample(app, type)
    }
    await card(page, 'PagerDuty').waitFor()
    const cut = await page
      .getByRole('article')
      .getByRole('heading')
      .evaluateAll(all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.textContent))
    t.strictSame(cut, [])
    await page.getByRole('link', { name: 'Configure Prometheus' }).press('Enter')
    await page.getByRole('dialog').locator('form').waitFor()
    await page.waitForFunction(() => document.activeElement?.closest('form') !== null)
    t.ok(
      await page
        .locator('form :is(input, textarea)')
        .first()
        .evaluate(one => one === document.activeElement)
    )
    await button(page, 'Fill in an example').click()
    await button(page, 'Save').click()
    const body = page.getByRole('dialog').getByRole('region', { name: 'Response body' })
    const value = body.getByText('"PROMETHEUS"', { exact: true })
    await value.waitFor()
    const [block, line] = [await body.boundingBox(), await value.boundingBox()]
    t.ok(block && line && line.y >= block.y && line.y + line.height <= block.y + block.height)
  })

  await t.test('fetches the list less often than other clients write', async t => {
    const { page, app } = await visit(t)
    await waitForList(page)
    let lists = 0
    page.on('request', request => {
      if (request.url().endsWith('/integrations')) lists += 1
    })
    const writes = 50
    await create(app, 'DATADOG', DATADOG)
    for (let at = 0; at < writes; at += 1) {
      await as(app, 'orgowner', { method: 'PUT', url: integrations(DEMO, 'DATADOG'), body: DATADOG })
    }
    await create(app, 'SLACK', SLACK)
    await card(page, 'Slack').getByRole('link', { name: 'Edit Slack' }).waitFor()
    t.ok(lists > 0 && lists < writes / 2, `${lists} lists`)
  })
})

t.test('form', { skip: SKIP }, async t => {
  await t.test('creates and updates; an empty secret keeps its value', async t => {
    const { page, app } = await visit(t)
    await page.getByRole('link', { name: 'Configure Slack' }).click()
    await field(page, 'API token').fill(SLACK.apiToken)
    await button(page, 'Show API token').click()
    t.equal(await field(page, 'API token').getAttribute('type'), 'text')
    await field(page, 'Channel').fill('alerts')
    await button(page, 'Save').click()
    await saved(page)
    t.strictSame(stored(app, 'SLACK'), SLACK)
    t.equal(await field(page, 'API token').inputValue(), '', 'the form is reset to the response')
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await waitForFocus(page, '[aria-label="Edit Slack"]')

    await page.getByRole('link', { name: 'Edit Slack' }).click()
    t.ok(await page.getByRole('radio', { name: 'Update (PUT)' }).isChecked())
    t.match(await field(page, 'API token').getAttribute('placeholder'), 'Leave empty to keep')
    await field(page, 'Channel').fill('incidents')
    await field(page, 'Channel').press('Enter')
    await saved(page)
    t.strictSame(stored(app, 'SLACK'), { ...SLACK, channelName: 'incidents' })
  })

  await t.test('shows its errors at their fields, and sends anyway when saved again', async t => {
    const { page } = await visit(t, { hash: '#/integrations/SLACK' })
    await button(page, 'Save').click()
    const errors = page.getByText('This field is required.')
    await errors.first().waitFor()
    t.equal(await errors.count(), 2)
    await waitForFocus(page, '[id$=_apiToken]')
    t.equal(await field(page, 'API token').getAttribute('aria-invalid'), 'true')
    await field(page, 'API token').fill('x')
    t.equal(await errors.count(), 1, 'a corrected field has no error')
    await button(page, 'Save').click()
    await page.getByText('The form has errors and was not sent.').waitFor()
    await waitForFocus(page, '[id$=_channelName]')
    await button(page, 'Save').click()
    await page.getByRole('alert').getByText('MISSING_ATTRIBUTE').waitFor()
    t.equal(await errors.count(), 0, 'an earlier error is removed')
  })

  await t.test("shows Atlas's error at its field until the form changes", async t => {
    const { page } = await visit(t, { hash: '#/integrations/DATADOG' })
    const key = field(page, 'API key')
    await key.fill('nothex')
    await button(page, 'Save').click()
    await page.getByRole('alert').getByText('INVALID_INTEGRATION_SETTINGS').waitFor()
    const error = page.locator('[id$=_apiKey-error]')
    t.match(await error.innerText(), /apiKey must be a hexadecimal string\.$/)
    t.equal(await error.locator('span').getAttribute('lang'), 'en')
    t.match(await key.getAttribute('aria-describedby'), /-error/)
    await waitForFocus(page, '[id$=_apiKey]')
    await page.getByRole('checkbox', { name: 'Send database metrics' }).check()
    t.equal(await error.count(), 0)
    t.equal(await page.getByRole('alert').count(), 0, 'nor has the page the old response')
  })

  await t.test('hides secrets that Atlas returns in clear', async t => {
    const { page } = await visit(t, { prepare: app => createExample(app, 'NEW_RELIC') })
    const key = card(page, 'New Relic').getByLabel('License key', { exact: true })
    await card(page, 'New Relic')
      .getByText('According to reports, Atlas returns these values in plain text.')
      .waitFor()
    t.equal(await key.getAttribute('type'), 'password')
    await card(page, 'New Relic').getByRole('button', { name: 'Show License key' }).click()
    t.equal(await key.getAttribute('type'), 'text')
    t.equal(await key.inputValue(), '0000000000000000000000000000000000000002')
    await go(page, 'integrations/NEW_RELIC')
    for (const name of ['Account ID', 'License key', 'Read token', 'Write token']) {
      const input = page.getByRole('dialog').getByRole('textbox', { name, exact: true })
      t.equal(await input.getAttribute('type'), 'password', name)
    }
  })

  await t.test('keeps typed values while another client creates the integration', async t => {
    const { page, app } = await visit(t, { hash: '#/integrations/DATADOG' })
    await field(page, 'API key').fill('f'.repeat(32))
    const listed = page.waitForResponse(response => response.url().endsWith('/integrations'))
    await create(app, 'DATADOG', DATADOG)
    await (await listed).finished()
    t.equal(await field(page, 'API key').inputValue(), 'f'.repeat(32))
    t.equal(await card(page, 'Datadog').getByText('Edit').count(), 0, 'nothing moves behind the form')
    await button(page, 'Save').click()
    await page.getByRole('alert').getByText('INTEGRATION_ALREADY_CONFIGURED').waitFor()
    await page.getByText('Update (PUT)').click()
    await button(page, 'Save').click()
    await saved(page)
    t.match(
      stored(app, 'DATADOG'),
      { apiKey: 'f'.repeat(32), region: 'EU' },
      'clears nothing it did not show'
    )
  })
})

/** 1280 × 720 at 125 %, at 100 %, on a small laptop, and a phone. */
const SMALL = [
  [1024, 560],
  [1280, 720],
  [1366, 633],
  [390, 844]
] as const

t.test('no button of a form is crushed, with its errors shown', { skip: SKIP }, async t => {
  const { page } = await visit(t)
  const dialog = page.getByRole('dialog')
  const heightsAt = async (width: number, height: number) => {
    await page.setViewportSize({ width, height })
    return await dialog
      .locator('button, .mantine-SegmentedControl-root')
      .evaluateAll(all => all.map(element => element.getBoundingClientRect().height))
  }
  for (const { title, 'x-integration': facts } of readTypeFiles()) {
    if (facts.rejectedWith) continue
    await go(page, `integrations/${title}`)
    await button(page, en.form.save).click()
    await page.waitForFunction(() =>
      document.querySelector('[aria-invalid=true], [role=dialog] [role=status]')
    )
    const whole = await heightsAt(1920, 4000)
    t.ok(whole.length > 3, title)
    for (const [width, height] of SMALL) {
      const heights = await heightsAt(width, height)
      const crushed = heights.filter((found, at) => found < (whole[at] ?? 0) - 1)
      t.strictSame(crushed, [], `${title} at ${width} × ${height}`)
    }
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  }
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
    const masked = { type: 'PAGER_DUTY', serviceKey: '********' }
    t.strictSame(JSON.parse(await shown('Request body')), masked)
    t.notMatch(await call.innerText(), KEY)
    await call.getByRole('button', { name: 'Copy Request body' }).click()
    await call.getByText('Copied').waitFor()
    t.strictSame(
      JSON.parse(await page.evaluate(() => navigator.clipboard.readText())),
      response.request().postDataJSON(),
      'the button copies the real value'
    )
    await call.getByRole('checkbox', { name: 'Show secrets' }).check()
    t.strictSame(JSON.parse(await shown('Request body')), response.request().postDataJSON())
    const redacted = call.locator('mark')
    t.strictSame(
      [await redacted.allInnerTexts(), await redacted.getAttribute('title')],
      [['"****************************cdef"'], 'redacted by Atlas']
    )
    await call.getByRole('button', { name: 'Raw messages · 200' }).click()
    const raw = await shown('Raw messages · 200')
    const path = integrations(DEMO, 'PAGER_DUTY')
    t.ok(raw.startsWith(`POST ${path}\nAuthorization: Digest username="orgowner", `), raw)
    t.match(raw, '\n200 OK\n')
    for (const [name, value] of Object.entries(await response.allHeaders())) t.match(raw, `${name}: ${value}`)
    t.ok(raw.endsWith(await response.text()), 'the body as it was sent')
    for (const [client, sign] of [
      ['Atlas CLI', 'atlas api'],
      ['Terraform', 'mongodbatlas_third_party_integration'],
      ['curl', 'curl --digest']
    ] as const) {
      await call.getByText(client, { exact: true }).first().click()
      t.match(await shown(client), sign, client)
    }
  })

  await t.test('does not show the secret of entered credentials', async t => {
    const { page, app } = await visit(t)
    const { owner } = await newSandbox(app)
    await select(page, 'Identity', 'Use other credentials…')
    await select(page, 'Type', /OAuth/)
    await field(page, 'Client ID').fill(owner.serviceAccount.clientId)
    await field(page, 'Client secret').fill(owner.serviceAccount.clientSecret)
    await button(page, 'Use these credentials').click()
    await page.getByText('may not list the third-party integrations').waitFor()
    await button(page, 'Request & response').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('MONGODB_ATLAS_CLIENT_SECRET').waitFor()
    await dialog.getByRole('button', { name: 'OAuth token · 200' }).click()
    await dialog.getByText('Authorization: Basic ***').waitFor()
    const { clientId, clientSecret } = owner.serviceAccount
    t.notMatch(await page.content(), new RegExp(`${clientSecret}|${btoa(`${clientId}:${clientSecret}`)}`))
  })
})

t.test('layout and accessibility', { skip: SKIP }, async t => {
  const prepare = async (app: App) => {
    for (const type of ['SLACK', 'OTEL_LOG_EXPORT']) await createExample(app, type)
  }

  await onScreens(t, { prepare }, async ({ t, page, locale, width, check }) => {
    const { form, exchange, identity } = locale === 'en-US' ? en : zh
    const dialog = page.getByRole('dialog')
    const close = async () => {
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
    }

    await card(page, 'Slack').waitFor()
    await page.getByRole('article', { name: /[0-9a-f]{24}$/ }).waitFor()
    await check('cards')

    await go(page, 'integrations/OTEL')
    await button(page, form.save).click()
    await page.locator('[aria-invalid=true]').first().waitFor()
    await check('errors of a long form')
    const scrolls = await dialog
      .locator('.form-columns, .form-columns > *')
      .evaluateAll(all => all.some(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth))
    t.notOk(scrolls, 'the form does not scroll sideways')
    await close()

    await go(page, 'integrations/DATADOG')
    await button(page, form.save).click()
    await page.locator('[aria-invalid=true]').waitFor()
    if (locale === 'zh-CN') await dialog.getByRole('link', { name: /^\d+ 条没有公开依据/ }).waitFor()
    await check('errors of the form')
    await button(page, form.save).click()
    await page.getByRole('alert').waitFor()
    if (width === 390) {
      await button(page, 'Copy curl').scrollIntoViewIfNeeded()
      t.match(await dialog.boundingBox(), { x: 0, y: 0, width, height: 844 })
      const bottom = (await button(page, form.save).boundingBox()) ?? { y: 999, height: 0 }
      t.ok(bottom.y + bottom.height <= 844, 'the Save button is always visible')
      t.strictSame(
        await dialog.locator('.form-columns').evaluateAll(all => all.map(({ scrollWidth }) => scrollWidth)),
        [width],
        'nothing scrolls sideways'
      )
    }
    await dialog.getByRole('heading', { level: 3 }).last().click()
    await check('error of Atlas, request and response')
    await close()

    await card(page, 'Slack').getByRole('button').click()
    await dialog.waitFor()
    await check('deletion dialog')
    await close()

    await select(page, identity.label, / · readonly$/)
    await go(page, 'integrations/DATADOG')
    await dialog.getByText(`${exchange.as('readonly')} · demo`).waitFor()
    await check('form of another caller')
    await button(page, form.example).click()
    await button(page, form.save).click()
    const retry = dialog.getByRole('button', { name: exchange.retryAs('orgowner') })
    await retry.waitFor()
    const { y, height } = (await retry.boundingBox()) ?? { y: 0, height: 0 }
    if (width === 390) t.ok(y > 0 && y + height < 844, `a rejected call is in view: ${y} pixels`)
    await check('rejected call')
    await retry.click()
    await dialog.getByText(form.saved, { exact: true }).waitFor()
    await check('allowed call')
  })
})
