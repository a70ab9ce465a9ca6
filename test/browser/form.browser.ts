import type { Page } from 'playwright-core'
import t from 'tap'
import { as, DEMO, integrations } from '../app.ts'
import { control } from '../control/control.ts'
import { button, field, go, layoutShift, rowsOf, SKIP, select, visit } from './browser.ts'

const KEY = '0123456789abcdef0123456789abcdef'

const dialog = (page: Page) => page.getByRole('dialog')
const retry = (page: Page) => dialog(page).getByRole('button', { name: 'Retry as orgowner' })
const call = (page: Page) => dialog(page).getByRole('region', { name: 'Request & response' })

/** Fills in the example of the open form and saves it. */
async function save(page: Page): Promise<void> {
  await button(page, 'Fill in an example').click()
  await button(page, 'Save').click()
}

/** Returns the details of the opened request. */
async function facts(page: Page): Promise<string[][]> {
  const details = page.getByRole('region', { name: /^Request \d+$/ })
  await details.getByRole('button', { name: 'Details' }).click()
  await details.getByRole('row').first().waitFor()
  return rowsOf(details)
}

t.test('a rejected call', { skip: SKIP }, async t => {
  await t.test('of a caller of another organization or address', async t => {
    const { page } = await visit(t)
    await select(page, 'Identity', / · fencedin$/)
    await go(page, 'integrations/SLACK')
    await save(page)
    await call(page).getByText("because 127.0.0.1 is not on the caller's access list").waitFor()
    await retry(page).waitFor()
    const link = dialog(page).getByRole('link', { name: /^Request \d+ in the log$/ })
    const name = (await link.innerText()).replace(' in the log', '')
    await link.click()
    await page.getByRole('region', { name }).getByText('IP_ADDRESS_NOT_ON_ACCESS_LIST').first().waitFor()
    t.strictSame((await facts(page)).slice(0, -1), [
      ['Reason', "127.0.0.1 is not on the caller's access list"],
      ['Caller', 'fencedin'],
      ['Required roles', 'not checked'],
      ["Caller's roles", 'GROUP_OWNER on demo'],
      ["Caller's access list", '203.0.113.0/24'],
      ['Validation', 'not checked']
    ])

    await go(page, 'integrations')
    await select(page, 'Identity', / · outsider$/)
    await select(page, 'Project', 'demo')
    await go(page, 'integrations/SLACK')
    await save(page)
    await call(page)
      .getByText('because the project belongs to a different organization than the caller')
      .waitFor()
    const rejected = await dialog(page)
      .getByRole('link', { name: /^Request \d+ in the log$/ })
      .innerText()
    await retry(page).click()
    await call(page).getByText('Saved').waitFor()
    t.equal(await field(page, 'Channel').inputValue(), 'alerts', 'values that the caller cannot read stay')
    await go(page, `requests/${/\d+/.exec(rejected)}`)
    t.strictSame((await facts(page)).slice(0, 4), [
      ['Reason', 'the project belongs to a different organization than the caller'],
      ['Caller', 'outsider'],
      ['Required roles', 'GROUP_OWNER on demo', 'ORG_OWNER on Acme'],
      ["Caller's roles", 'none that applies to this request', 'GROUP_OWNER on elsewhere']
    ])
  })

  await t.test('for another reason has no retry', async t => {
    const { page } = await visit(t, {
      hash: '#/integrations/DATADOG/create',
      prepare: app =>
        as(app, 'orgowner', { method: 'POST', url: integrations(DEMO, 'DATADOG'), body: { apiKey: KEY } })
    })
    await save(page)
    await call(page).getByText('because the project already has an integration of this type').waitFor()
    await field(page, 'API key').fill('x')
    t.equal(await call(page).getByText('INTEGRATION_ALREADY_CONFIGURED').count(), 0, 'is gone')
    await button(page, 'Save').click()
    await button(page, 'Save').click()
    await dialog(page).getByText('apiKey has an invalid format').waitFor()
    t.equal(await page.getByRole('button', { name: /^Retry/ }).count(), 0)
  })
})

t.test(
  'a form keeps what is typed while the mock is away, says that it is away, and then saves',
  { skip: SKIP },
  async t => {
    const { page, stop, restart } = await visit(t)
    await page.getByRole('link', { name: 'Configure Datadog' }).click()
    await field(page, 'API key').fill('typed')
    await stop()
    await dialog(page).getByText('The mock does not respond').waitFor()
    // Longer than the page takes to look for projects.
    await page.waitForTimeout(500)
    t.equal(await field(page, 'API key').inputValue(), 'typed')
    await button(page, 'Close').last().click()
    await page.getByRole('link', { name: 'Configure Datadog' }).click()
    await dialog(page).getByText('Restored the values that you had not saved.').waitFor()
    t.equal(await field(page, 'API key').inputValue(), 'typed')
    await button(page, 'Discard').click()
    t.equal(await field(page, 'API key').inputValue(), '')
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'Configure Slack' }).click()
    await dialog(page).getByText('The mock does not respond. Check that it is running.').waitFor()
    await save(page)
    await dialog(page).getByRole('alert').getByText('Not sent: the mock does not respond.').waitFor()
    t.equal(await field(page, 'Channel').inputValue(), 'alerts')
    const app = await restart()
    await dialog(page).getByText('Check that it is running.').waitFor({ state: 'detached' })
    await page.getByText('The mock was restarted with its initial state.').waitFor()
    await page.route('**/integrations/SLACK', route => route.abort())
    await button(page, 'Save').click()
    await call(page).getByText('The mock did not receive the request.').waitFor()
    await page.unroute('**/integrations/SLACK')
    await control(app, 'POST', '/faults', { effect: { type: 'truncate' }, when: { first: 1 } })
    await button(page, 'Save').click()
    await call(page).getByText('No complete response, but the mock received the request.').waitFor()
    await call(page).getByText('Fault: Truncated response · all calls × 1 · 1 of 1 used').waitFor()
    for (const stage of ['service', 'after-commit']) {
      await control(app, 'POST', '/faults', {
        effect: { type: 'empty' },
        match: { method: 'POST' },
        when: { first: 1 },
        stage
      })
      await button(page, 'Save').click()
      await call(page).getByText('The response does not show the result.').waitFor()
      await call(page)
        .getByText(stage === 'service' ? '· not executed' : '· executed; the response was lost or replaced')
        .waitFor()
      t.equal(await call(page).getByText('Saved').count(), 0, stage)
      await control(app, 'DELETE', '/faults')
      app.services.store.integrations.remove(DEMO, 'SLACK')
    }
    await control(app, 'POST', '/faults', {
      effect: { type: 'delay', delay: 2500 },
      match: { method: 'POST' }
    })
    await button(page, 'Save').click()
    await button(page, 'Save').getByText('1 sec').waitFor()
    t.ok(await button(page, 'Save').and(page.locator(':focus[aria-busy=true]')).count())
    await call(page).getByText('Saved').waitFor()
    t.equal(await button(page, 'Save').innerText(), 'Save')
    t.match(app.services.store.integrations.find(DEMO, 'SLACK')?.settings, { channelName: 'alerts' })
  }
)

t.test('nothing moves when a form is saved', { skip: SKIP }, async t => {
  for (const [width, height] of [
    [1280, 720],
    [1440, 900],
    [390, 844]
  ] as const) {
    const { page } = await visit(t, {
      hash: '#/integrations/DATADOG',
      context: { viewport: { width, height } }
    })
    await button(page, 'Fill in an example').click()
    await call(page).getByText('"********"').first().waitFor()
    const before = await layoutShift(page, true)
    await button(page, 'Save').click()
    await call(page).getByText('Saved').waitFor()
    await call(page).getByText('"totalCount"').first().waitFor()
    const saved = await layoutShift(page, true)
    t.ok(saved - before < 0.05, `${width}: ${saved - before}`)
    await dialog(page).getByText('Create (POST)').click()
    await button(page, 'Fill in an example').click()
    await call(page).getByText('Saved').waitFor({ state: 'detached' })
    const unsaved = await layoutShift(page, true)
    await button(page, 'Save').click()
    await call(page).getByText('because the project already has').waitFor()
    const rejected = await layoutShift(page, true)
    t.ok(rejected - unsaved < 0.05, `${width}, rejected: ${rejected - unsaved}`)
  }
})

t.test('the keyboard reaches a saved integration as soon as ever', { skip: SKIP }, async t => {
  const { page } = await visit(t)
  await page.getByRole('link', { name: 'Configure Datadog' }).waitFor()
  const tabsTo = async (name: string) => {
    for (let count = 1; count < 50; count++) {
      await page.keyboard.press('Tab')
      const focused = await page.evaluate(() => {
        const { ariaLabel, textContent } = document.activeElement ?? {}
        return ariaLabel ?? textContent
      })
      if (focused === name) return count
    }
    return Number.NaN
  }
  t.equal(await tabsTo('Configure Datadog'), 17)
  await page.keyboard.press('Enter')
  await button(page, 'Fill in an example').focus()
  await page.keyboard.press('Enter')
  t.equal(await tabsTo('Save'), 10)
  await page.keyboard.press('Enter')
  await call(page).getByText('Saved').waitFor()
  t.equal(await page.locator('[tabindex]:not([tabindex="0"]):not([tabindex="-1"])').count(), 0)
})
