import type { Page } from 'playwright-core'
import t from 'tap'
import { as, DEMO, integrations, STAGING } from '../app.ts'
import { control, newSandbox } from '../control/control.ts'
import { go, SKIP, visit } from './browser.ts'

const SLACK = { apiToken: 'xoxb-a-token-of-mine', channelName: 'alerts' }
const DATADOG = { apiKey: '0123456789abcdef0123456789abcdef', region: 'EU', sendDatabaseMetrics: true }
const ACCOUNT = 'mdb_sa_id_0000000000000000000000a1'

type App = Parameters<typeof as>[0]

const create = (app: App, type: string, body: object, project = DEMO) =>
  as(app, 'orgowner', { method: 'POST', url: integrations(project, type), body })

const link = (page: Page, name: string) => page.getByRole('link', { name })

const options = (page: Page, label: string) => page.getByLabel(label).locator('option').allTextContents()

/** Returns the id, name or text of the focused element. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const { activeElement: element } = document
    return element?.id || element?.getAttribute('aria-label') || element?.textContent
  })

t.test('changes while the page is open', { skip: SKIP }, async t => {
  for (const identity of ['seed orgowner', `seed ${ACCOUNT}`]) {
    await t.test(`survives the replacement of the mock: ${identity}`, async t => {
      const { page, restart, stop } = await visit(t, { prepare: app => create(app, 'SLACK', SLACK) })
      await page.getByLabel('Act as').selectOption(identity)
      await link(page, 'Edit Slack').waitFor()
      await stop()
      const strip = page.getByRole('region', { name: 'Active faults and clock' })
      await strip.getByText('The mock does not respond').waitFor()
      await page.getByRole('button', { name: 'Refresh' }).click()
      await page.getByRole('alert').getByText('No complete response.').waitFor()
      const other = await restart({}, async app => {
        await control(app, 'PATCH', '/principals/readonly', { secret: true })
        await create(app, 'PAGER_DUTY', { serviceKey: DATADOG.apiKey })
        await control(app, 'DELETE', '/requests')
      })
      await link(page, 'Edit PagerDuty').waitFor()
      await link(page, 'Configure Slack').waitFor()
      await strip.getByText('No faults active').waitFor()
      t.equal(await page.getByRole('alert').count(), 0, 'no 401 remains')
      t.equal(await page.getByLabel('Act as').inputValue(), identity)
      t.notOk((await options(page, 'Act as')).some(text => text.startsWith('readonly')))
      await go(page, 'journal')
      await page.getByText('Live', { exact: true }).waitFor()
      await as(other, 'outsider', { url: integrations(DEMO) })
      await page.getByText('NOT_IN_GROUP').waitFor()
      t.equal(await page.getByRole('main').getByText('SLACK').count(), 0, 'the journal of the new mock')
    })
  }

  await t.test('asks for a token if the mock returns with one', async t => {
    const { page, restart } = await visit(t)
    await link(page, 'Configure Slack').waitFor()
    await restart({ settings: { controlToken: 'a-token-of-mine' } })
    await page.getByText('The control plane requires a token').waitFor()
    await page.evaluate(() => {
      location.hash = '#token=a-token-of-mine'
    })
    await page.getByText('The control plane requires a token').waitFor({ state: 'detached' })
    t.notMatch(page.url(), 'a-token-of-mine', 'removes a token pasted into the open tab from the address')
    await go(page, 'journal')
    await page.getByText('Live', { exact: true }).waitFor()
  })

  await t.test('asks for a token if that in the address is malformed', async t => {
    const { page } = await visit(t, { hash: '#token=%', app: { settings: { controlToken: 'a-token' } } })
    await page.getByText('The control plane requires a token').waitFor()
    t.notMatch(page.url(), 'token')
  })

  await t.test('shows changes by other clients', async t => {
    const { page, app } = await visit(t, { prepare: app => create(app, 'SLACK', SLACK) })
    await link(page, 'Edit Slack').waitFor()
    const { name } = await newSandbox(app, { name: 'of-a-test' })
    await page.getByLabel('On project').locator(`optgroup[label="${name}"]`).waitFor({ state: 'attached' })
    await page.getByText('1 sandbox').waitFor()
    await page.getByLabel('Act as').selectOption('seed readonly')
    await page.getByText('GROUP_READ_ONLY on demo').waitFor()
    await control(app, 'PATCH', '/principals/readonly', {
      roles: [{ roleName: 'GROUP_OWNER', groupId: STAGING }]
    })
    await page.getByText('GROUP_OWNER on staging').waitFor()
    await page.getByRole('alert').getByText('Atlas returned 401').waitFor()
    await control(app, 'POST', '/reset')
    await page.getByText('GROUP_READ_ONLY on demo').waitFor()
    await link(page, 'Configure Slack').waitFor()
    await page.getByText('1 sandbox').waitFor({ state: 'detached' })
    t.equal(await page.getByRole('alert').count(), 0)
  })

  await t.test('synchronizes two tabs of a browser', async t => {
    const { page, url } = await visit(t)
    const other = await page.context().newPage()
    await other.goto(url)
    await link(other, 'Configure Slack').waitFor()
    await go(page, 'integrations/SLACK')
    await page.getByRole('button', { name: 'Fill in an example' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    await go(page, 'integrations')
    await other.getByRole('button', { name: 'Delete Slack' }).click()
    await other.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await link(page, 'Configure Slack').waitFor()
    t.pass()
  })

  await t.test('does not show a late response under another project', async t => {
    const { page, app } = await visit(t, { hash: '#/integrations/SLACK' })
    await control(app, 'POST', '/faults', {
      effect: { type: 'delay', delay: 1000 },
      match: { method: 'POST' }
    })
    await page.getByRole('button', { name: 'Fill in an example' }).click()
    const late = page.waitForResponse(
      answer => answer.request().method() === 'POST' && answer.status() === 200
    )
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByLabel('On project').selectOption({ label: 'staging' })
    await late
    await page.getByRole('complementary').getByText('POST …/integrations/SLACK').waitFor()
    t.equal(await page.getByText('Saved.').count(), 0)
    t.ok(await page.getByText('Not configured').isVisible())
    await go(page, 'integrations')
    await link(page, 'Edit Datadog').waitFor()
    await link(page, 'Configure Slack').waitFor()
    await page.getByLabel('On project').selectOption({ label: 'demo' })
    await link(page, 'Edit Slack').waitFor()
  })

  await t.test('changes only the secret when a stored integration is saved with a new one', async t => {
    const { page, app } = await visit(t, {
      hash: '#/integrations/DATADOG',
      prepare: app => create(app, 'DATADOG', DATADOG)
    })
    await page.getByRole('radio', { name: /^Update/ }).waitFor()
    t.ok(await page.getByRole('radio', { name: /^Update/ }).isChecked(), 'updates by default')
    t.equal(await page.getByLabel('Region').inputValue(), 'EU')
    const checked = page.getByRole('checkbox', { checked: true })
    t.equal(await checked.count(), 1)
    await page.getByRole('textbox', { name: 'API key' }).fill('f'.repeat(32))
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    const stored = app.services.store.integrations.find(DEMO, 'DATADOG')?.settings
    t.match(stored, { ...DATADOG, apiKey: 'f'.repeat(32) })
    t.equal(await page.getByLabel('Region').inputValue(), 'EU')
    t.equal(await checked.count(), 1)
    t.equal(await focused(page), 'Save', 'keeps the focus')
  })

  await t.test('reloads an open form for another project or identity', async t => {
    const { page, app } = await visit(t, { hash: '#/integrations/DATADOG' })
    const isUpdate = () => page.getByRole('radio', { name: /^Update/, checked: true })
    const isCreation = () => page.getByRole('radio', { name: /^Create/, checked: true })
    await isCreation().waitFor()
    await page.getByRole('textbox', { name: 'API key' }).fill('half typed')
    await control(app, 'POST', '/faults', { effect: { type: 'delay', delay: 500 }, match: { method: 'GET' } })
    await page.getByLabel('On project').selectOption({ label: 'staging' })
    t.equal(await page.getByText('Unknown integration type').count(), 0, 'while the list loads')
    await isUpdate().waitFor()
    t.equal(await page.getByLabel('Region').inputValue(), 'EU')
    t.equal(await page.getByRole('textbox', { name: 'API key' }).inputValue(), '', 'clears the input')
    await control(app, 'DELETE', '/faults')
    await page.getByLabel('Act as').selectOption('seed outsider')
    await page.getByText('Unknown', { exact: true }).waitFor()
    await isCreation().waitFor()
    await page.getByLabel('Act as').selectOption(`seed ${ACCOUNT}`)
    await isUpdate().waitFor()
    await page.getByLabel('On project').selectOption({ label: 'demo' })
    await isCreation().waitFor()
    await page.getByText('Not configured').waitFor()
  })

  await t.test('shows an unknown state as unknown', async t => {
    const { page, app } = await visit(t, {
      prepare: app =>
        control(app, 'POST', '/faults', { effect: { type: 'delay', delay: 1500 }, match: { method: 'GET' } })
    })
    const unknown = page.getByText('Unknown', { exact: true })
    await unknown.first().waitFor()
    t.strictSame(
      [await unknown.count(), await page.getByText('Not configured').count()],
      [9, 0],
      'while loading'
    )
    await page.getByText('Not configured').first().waitFor()
    t.equal(await unknown.count(), 0)
    await control(app, 'DELETE', '/faults')
    await page.getByLabel('Act as').selectOption('seed outsider')
    await page.getByRole('alert').waitFor()
    t.strictSame([await unknown.count(), await page.getByText('Not configured').count()], [9, 0], 'rejected')
  })

  await t.test('lists entered credentials next to seeded ones with the same id', async t => {
    const { page } = await visit(t)
    await link(page, 'Configure Slack').waitFor()
    await page.getByRole('button', { name: 'Use other credentials' }).click()
    await page.getByRole('dialog').getByLabel('Public key').fill('orgowner')
    await page.getByRole('dialog').getByLabel('Private key').fill('wrong')
    await page.getByRole('dialog').getByRole('button', { name: 'Use these credentials' }).click()
    await page.getByRole('alert').getByText('Atlas returned 401').waitFor()
    t.equal((await options(page, 'Act as')).filter(text => text.startsWith('orgowner ')).length, 2)
    await page.getByLabel('Act as').selectOption('seed orgowner')
    await page.getByRole('alert').waitFor({ state: 'detached' })
    await page.getByLabel('Act as').selectOption('own orgowner')
    await page.getByRole('alert').waitFor()
  })

  await t.test('calls the API from the faults view', async t => {
    const { page } = await visit(t, { hash: '#/stage' })
    const outcome = page.getByRole('status').filter({ hasText: 'returned' })
    await page.getByRole('button', { name: 'Call the API now' }).click()
    await outcome.getByText('200').waitFor()
    await page.getByRole('button', { name: /500 Internal Server Error/ }).click()
    await page.getByText('500 UNEXPECTED_ERROR on every call').first().waitFor()
    await page.getByRole('button', { name: 'Call the API now' }).click()
    await outcome.getByText('UNEXPECTED_ERROR').waitFor()
    t.match(await outcome.innerText(), /GET …\/integrations returned\s+500\s+UNEXPECTED_ERROR/)
  })

  await t.test('reports a view that cannot be loaded', async t => {
    const { page } = await visit(t, { isWrong: true })
    await link(page, 'Configure Slack').waitFor()
    await page.route(/integration-form/, route => route.abort())
    await link(page, 'Configure Slack').click()
    await page.getByRole('heading', { name: 'Could not show this view' }).waitFor()
    await link(page, 'Journal').click()
    await page.getByText('Live', { exact: true }).waitFor()
    await page.unroute(/integration-form/)
    await go(page, 'integrations/SLACK')
    await page.reload()
    await page.getByRole('textbox', { name: 'API token' }).waitFor()
    t.pass()
  })
})

t.test('focus', { skip: SKIP }, async t => {
  await t.test('the skip link keeps the view', async t => {
    const { page } = await visit(t, { hash: '#/journal' })
    await page.getByText('Live', { exact: true }).waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    t.equal(await focused(page), 'main')
    t.match(page.url(), /#\/journal$/)
    t.ok(await page.getByRole('heading', { name: 'Journal', level: 1 }).isVisible())
  })

  await t.test('moves to the heading after a deletion', async t => {
    const { page } = await visit(t, { prepare: app => create(app, 'SLACK', SLACK) })
    await page.getByRole('button', { name: 'Delete Slack' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await link(page, 'Configure Slack').waitFor()
    await page.locator('h1:focus').waitFor()
    t.equal(await focused(page), 'integrations')
  })

  await t.test('narrow: a step moves to the form’s heading; the strip shows the fault', async t => {
    const { page, app } = await visit(t, { context: { viewport: { width: 390, height: 800 } } })
    await link(page, 'Configure Slack').waitFor()
    await page.getByRole('button', { name: 'Connect a service' }).click()
    const heading = page.locator('h1:focus')
    await heading.waitFor()
    const isInView = async (locator: typeof heading) => {
      const box = await locator.boundingBox()
      return (
        box !== null && box.y >= 0 && box.y + box.height <= 800 && box.x + box.width <= 390 && box.width > 40
      )
    }
    t.ok(await isInView(heading), await heading.innerText())
    await control(app, 'POST', '/faults', { effect: { type: 'status', status: 500 } })
    await page.evaluate(() => scrollTo(0, 0))
    const fault = page.getByRole('region', { name: 'Active faults and clock' }).getByText('500').first()
    await fault.waitFor()
    t.ok(await isInView(fault), 'in view')
  })
})
