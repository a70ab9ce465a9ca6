import type { Page } from 'playwright-core'
import t from 'tap'
import { as, DEMO, integrations } from '../app.ts'
import { control } from '../control/control.ts'
import { go, SKIP, visit } from './browser.ts'

/** Configures a type with its example. */
async function save(page: Page, type: string): Promise<void> {
  await go(page, `integrations/${type}/create`)
  await page.getByRole('button', { name: 'Fill in an example' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
}

t.test('faults and clock', { skip: SKIP }, async t => {
  await t.test('switches a fault on, shows it in all views and switches it off', async t => {
    const { page } = await visit(t, { hash: '#/stage' })
    await page.getByText('No faults active').waitFor()
    const toggle = page.getByRole('button', { name: /500 Internal Server Error/ })
    for (const [name, status] of [
      ['500 Internal Server Error', '500'],
      ['503 Service Unavailable', '503'],
      ['429 Too Many Requests', '429']
    ] as const) {
      await go(page, 'stage')
      await page
        .getByRole('button', { name: new RegExp(name) })
        .first()
        .click()
      await page
        .getByText(new RegExp(`${status}.* on every call`))
        .first()
        .waitFor()
      await save(page, 'DATADOG')
      await page.getByRole('alert').getByText(`Atlas returned ${status}`).waitFor()
      await page
        .getByText(new RegExp(`${status}.* on every call`))
        .first()
        .waitFor()
      await go(page, 'stage')
      await page
        .getByRole('button', { name: new RegExp(name) })
        .first()
        .click()
      await page.getByText('No faults active').waitFor()
    }
    t.equal(await toggle.getAttribute('aria-pressed'), 'false')
    await save(page, 'DATADOG')
    await page.getByText('Saved.').waitFor()
  })

  await t.test('a lost response: the call is executed', async t => {
    const { page, app } = await visit(t, { hash: '#/stage' })
    await page.getByLabel('Affected calls').selectOption({ label: 'Writes only' })
    await page.getByLabel('How often').selectOption({ label: 'Next call only' })
    await page.getByRole('button', { name: /Lost response/ }).click()
    await page
      .getByText(/Lost response on/i)
      .first()
      .waitFor()
    await save(page, 'DATADOG')
    await page.getByRole('alert').getByText('No complete response.').waitFor()
    t.ok(app.services.store.integrations.find(DEMO, 'DATADOG'), 'executed')
    await page.getByText('Configured', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('alert').getByText('INTEGRATION_ALREADY_CONFIGURED').waitFor()
  })

  await t.test('shows a slow response, and faults of other clients', async t => {
    const { page, app } = await visit(t, { hash: '#/stage' })
    const made = page.waitForResponse(
      response => response.request().method() === 'POST' && response.url().includes('/faults')
    )
    await page.getByRole('button', { name: /Slow response/ }).click()
    await made
    const { json } = await control(app, 'GET', '/faults')
    t.match(json, { results: [{ effect: { type: 'delay', delay: 3000 }, ended: false }] })
    await control(app, 'POST', '/faults', { name: 'from a test', effect: { type: 'hangUp' } })
    await page.getByText('from a test').first().waitFor()
    await page.getByRole('button', { name: 'Remove all faults' }).click()
    await page.getByText('No faults active').waitFor()
    t.match((await control(app, 'GET', '/faults')).json, { results: [] })
  })

  await t.test('pauses, advances and resets the clock', async t => {
    const { page, app } = await visit(t, { hash: '#/stage' })
    const now = async () => {
      const { json } = await control(app, 'GET', '/clock')
      return json as { now: string; frozen: boolean }
    }
    await page.getByRole('button', { name: 'Pause', exact: true }).click()
    await page.getByRole('main').getByRole('button', { name: 'Resume', exact: true }).waitFor()
    const { now: stopped, frozen } = await now()
    t.ok(frozen)
    await page.getByRole('button', { name: '+1 day' }).click()
    await page.getByText(new Date(Date.parse(stopped) + 86_400_000).toISOString().slice(0, 19)).waitFor()
    await go(page, 'integrations')
    await page
      .getByText(/clock paused/i)
      .first()
      .waitFor()
    await go(page, 'stage')
    await page.getByRole('button', { name: "Return to the machine's clock" }).click()
    await page.getByText('No faults active').waitFor()
    t.equal((await now()).frozen, false)
  })

  await t.test('resets to the seed data', async t => {
    const { page, app } = await visit(t)
    await save(page, 'DATADOG')
    await page.getByText('Saved.').waitFor()
    await go(page, 'stage')
    await page.getByRole('button', { name: 'Reset to seed data' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    t.ok(app.services.store.integrations.find(DEMO, 'DATADOG'))
    await page.getByRole('button', { name: 'Reset to seed data' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Reset to seed data' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    t.equal(app.services.store.integrations.find(DEMO, 'DATADOG'), undefined)
    await go(page, 'integrations')
    await page.getByRole('link', { name: 'Configure Datadog' }).waitFor()
  })

  await t.test('shows the credentials of a new sandbox once', async t => {
    const { page, app } = await visit(t, {
      hash: '#/stage',
      context: { permissions: ['clipboard-read', 'clipboard-write'] }
    })
    await page.getByRole('textbox', { name: 'Name' }).fill('showcase')
    await page.getByRole('textbox', { name: 'Projects' }).fill('orders, billing')
    await page.getByRole('button', { name: 'Create sandbox' }).click()
    await page
      .getByRole('button', { name: /environment variables/ })
      .first()
      .click()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    t.match(copied, /export MONGODB_ATLAS_PRIVATE_KEY=/)
    await page.getByRole('button', { name: 'Use owner credentials', exact: true }).click()
    await page.getByRole('link', { name: 'Configure Datadog' }).waitFor()
    t.match(await page.getByLabel('On project').locator('option:checked').textContent(), /orders|billing/)
    await save(page, 'DATADOG')
    await page.getByText('Saved.').waitFor()
    const { json } = await control(app, 'GET', '/organizations')
    const { results } = json as { results: { name: string; isSandbox: boolean }[] }
    t.match(results.at(-1), {
      name: 'showcase',
      isSandbox: true,
      projects: [{ name: 'orders' }, { name: 'billing' }]
    })
    await page.reload()
    await page.getByRole('heading', { name: 'Datadog' }).waitFor()
    t.ok(await page.getByLabel('Act as').locator('optgroup[label^="Sandbox"]').count(), 'kept after a reload')
  })

  await t.test('delivers a signed test alert and shows body, headers and signature check', async t => {
    const { page } = await visit(t, { hash: '#/inbox' })
    await page.getByRole('button', { name: 'Send a test alert' }).click()
    await page.getByRole('alert').waitFor()
    await page
      .getByRole('main')
      .getByRole('link', { name: /Webhook/ })
      .click()
    await page.getByRole('button', { name: 'Fill in an example' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    await page.getByRole('link', { name: 'All integrations', exact: true }).click()
    await page.getByRole('link', { name: 'Send a test alert' }).click()
    await page.getByRole('button', { name: 'Send a test alert' }).click()
    await page.getByRole('heading', { name: 'Delivery 1' }).waitFor()
    const detail = await page.getByRole('main').innerText()
    t.match(detail, 'X-MMS-Event: alert.open')
    t.match(detail, /X-MMS-Signature: \S+=/)
    t.match(detail, /"eventTypeName": "OUTSIDE_METRIC_THRESHOLD"/)
    t.match(detail, /^valid$/m)
    t.match(detail, 'Valid: it matches')
    t.match(detail, '--deliver-to')
  })

  await t.test('asks for the control token', async t => {
    const token = 'a-token-of-mine'
    const { page, app, url } = await visit(t, { app: { settings: { controlToken: token } } })
    await page.getByText('The control plane requires a token').waitFor()
    await page.getByRole('textbox', { name: 'Control token' }).fill('wrong-one')
    await page.getByRole('button', { name: 'Use this token' }).click()
    await page.getByText('The mock rejected this token.').waitFor()
    await page.getByRole('textbox', { name: 'Control token' }).fill(token)
    await page.getByRole('button', { name: 'Use this token' }).click()
    await page.getByRole('link', { name: 'Configure Datadog' }).waitFor()
    await save(page, 'DATADOG')
    await page.getByText('Saved.').waitFor()
    const other = await page.context().browser()?.newPage()
    await other?.goto(`${url}/#token=${token}`)
    await other?.getByText('ORG_OWNER in Acme').waitFor()
    t.notMatch(other?.url(), token, 'removed from the address')
    await other?.close()
    t.match(await as(app, 'orgowner', { url: integrations(DEMO) }), { status: 200 })
  })

  await t.test('works without a control plane with entered credentials', async t => {
    const { page } = await visit(t, { app: { settings: { control: false } } })
    await page.getByText('The control plane is off').waitFor()
    await page.getByRole('button', { name: 'Use other credentials' }).click()
    await page.getByRole('dialog').getByLabel('Public key').fill('prjowner')
    await page.getByRole('dialog').getByLabel('Private key').fill('00000000-0000-4000-8000-000000000002')
    await page.getByRole('dialog').getByRole('button', { name: 'Use these credentials' }).click()
    await page.getByLabel('On project').selectOption({ label: 'demo' })
    await save(page, 'DATADOG')
    await page.getByText('Saved.').waitFor()
    for (const place of ['journal', 'stage', 'inbox']) {
      await go(page, place)
      await page.getByRole('heading', { level: 1 }).waitFor()
    }
    t.pass()
  })
})
