import { readFile } from 'node:fs/promises'
import type { Locator, Page } from 'playwright-core'
import t from 'tap'
import type { App } from '../../src/app.ts'
import { en } from '../../src/console/page/words/en.ts'
import { zh } from '../../src/console/page/words/zh.ts'
import type { Clock, FaultList, RequestList, Sandbox } from '../../types/wire.d.ts'
import { as, DEMO, integrations } from '../app.ts'
import { control } from '../control/control.ts'
import {
  button,
  configure,
  isConfigured,
  layoutShift,
  onScreens,
  quiet,
  rowsOf,
  SKIP,
  visit
} from './browser.ts'

const HASH = '#/faults'

const main = (page: Page) => page.getByRole('main')
const line = (page: Page) => page.getByRole('region', { name: 'Active faults and clock' })
const panel = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const press = (page: Page, name: string) => main(page).getByRole('button', { name, exact: true }).click()

async function choose(page: Page, label: string, option: string): Promise<void> {
  await main(page).getByRole('combobox', { name: label, exact: true }).first().click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

/** Returns the faults without the fields that the mock adds. */
async function faultsOf(app: App): Promise<unknown[]> {
  const { json } = await control(app, 'GET', '/faults')
  return (json as FaultList).results.map(
    ({ id: _, created: _created, matched: _matched, hits: _hits, left: _left, fired: _fired, ...fault }) =>
      fault
  )
}

const clockOf = async (app: App) => (await control(app, 'GET', '/clock')).json as Clock
/** Returns the text of the error below a field. */
async function errorOf(field: Locator): Promise<string> {
  await field.and(field.page().locator('[aria-invalid="true"]')).waitFor()
  const ids = (await field.getAttribute('aria-describedby'))?.split(' ') ?? []
  const error = field.page().locator(ids.map(id => `[id="${id}"]`).join(','))
  return error.filter({ hasText: /./ }).last().innerText()
}

t.test('faults', { skip: SKIP }, async t => {
  await t.test('are created by a sentence', async t => {
    const { page, app } = await visit(t, { hash: HASH })
    const form = panel(page, 'New fault')
    await form.getByLabel('Number of calls').fill('')
    await choose(page, 'Calls', 'all')
    await choose(page, 'Effect', '401 USER_UNAUTHORIZED')
    await form.getByText('Without a number, every such call fails').waitFor()
    await form.getByText('Each Refresh in Integrations counts as up to three calls').waitFor()
    await press(page, 'Add fault')
    await line(page).getByText('USER_UNAUTHORIZED · all calls').waitFor()
    await line(page).getByText('never fired').waitFor()
    await choose(page, 'Calls', 'getGroup')
    await form.getByLabel('Number of calls').fill('1')
    await choose(page, 'Effect', 'Lost response: the call is executed')
    await form.getByText('All clients count, successful calls only: getGroup').waitFor()
    await press(page, 'Add fault')
    await panel(page, 'All faults')
      .getByText('Lost response: the call is executed · getGroup calls × 1')
      .waitFor()
    t.strictSame(await faultsOf(app), [
      {
        sandbox: null,
        effect: { type: 'error', errorCode: 'USER_UNAUTHORIZED' },
        stage: 'service',
        ended: false
      },
      {
        sandbox: null,
        match: { operation: 'getGroup' },
        effect: { type: 'truncate' },
        stage: 'after-commit',
        when: { first: 1 },
        ended: false
      }
    ])
  })

  await t.test('a preset is switched on and off, and replaces another one', async t => {
    const { page, app } = await visit(t, {
      hash: HASH,
      context: { viewport: { width: 1280, height: 720 } }
    })
    await quiet(page)
    await press(page, '500 Internal Server Error')
    await line(page).getByText('500 UNEXPECTED_ERROR · all calls').waitFor()
    t.equal((await as(app, 'orgowner', { url: integrations(DEMO) })).status, 500)
    await panel(page, 'All faults').getByRole('cell', { name: 'fired once' }).waitFor()
    await press(page, 'Fail twice, then recover')
    await line(page).getByText('503 · list calls × 2').waitFor()
    const added = panel(page, 'All faults').locator('[data-new]')
    await added.getByText('Fail twice, then recover').waitFor()
    t.strictSame(await rowsOf(panel(page, 'All faults')), [
      ['Fault', 'State', 'Remove all'],
      ['Fail twice, then recover', '503 · list calls × 2', '2 of 2 left', 'Remove']
    ])
    const { y = -1, height = 0 } = (await added.boundingBox()) ?? {}
    t.ok(y >= 0 && y + height <= 720, `the new fault is in view: ${y} to ${y + height}`)
    t.equal(await button(page, '500 Internal Server Error').getAttribute('aria-pressed'), 'false')
    const url = integrations(DEMO)
    for (const [status, counter] of [
      [503, '1 of 2 left'],
      [503, '0 of 2 left']
    ] as const) {
      t.equal((await as(app, 'orgowner', { url })).status, status)
      await panel(page, 'All faults').getByRole('cell', { name: counter }).waitFor()
    }
    t.equal((await as(app, 'orgowner', { url })).status, 200)
    await press(page, 'Fail twice, then recover')
    await line(page).getByText('2 of 2 left').waitFor()
    t.equal((await faultsOf(app)).length, 1, 'replaces the ended fault')
    await press(page, 'Fail twice, then recover')
    await quiet(page)
    t.strictSame(await faultsOf(app), [])
  })

  await t.test('lists faults of other clients, and removes one or all', async t => {
    const { page, app } = await visit(t, { hash: HASH })
    const list = panel(page, 'All faults')
    await list.getByText('No faults.').waitFor()
    await control(app, 'POST', '/faults', { name: 'from a test', effect: { type: 'hangUp' } })
    await control(app, 'POST', '/faults', { effect: { type: 'reset' }, match: { method: 'PATCH' } })
    await control(app, 'POST', '/faults', { effect: { type: 'empty' }, lasts: 0.001 })
    await list.getByText('Response without body · all calls · lasts: 1 ms · ended').waitFor()
    await list.getByRole('button', { name: 'Remove from a test' }).click()
    await list.getByText('from a test').waitFor({ state: 'detached' })
    // The change event may remove the row before the response moves the focus.
    await page.waitForFunction(() => document.activeElement?.textContent === 'All faults')
    await list.getByRole('button', { name: 'Remove all' }).click()
    await list.getByText('No faults.').waitFor()
    t.strictSame(await faultsOf(app), [])
  })

  await t.test('leave tabs and counter in view; nothing scrolls that is in view', async t => {
    const { page } = await visit(t, { hash: HASH, context: { viewport: { width: 1280, height: 720 } } })
    await press(page, 'Add fault')
    await line(page).getByText('2 of 2 left').waitFor()
    await panel(page, 'All faults').locator('[data-new]').waitFor()
    for (const one of [page.getByRole('tab', { name: 'Integrations' }), button(page, 'Turn off')]) {
      const { y = -1, height = 0 } = (await one.boundingBox()) ?? {}
      t.ok(y >= 0 && y + height <= 104, `${y} to ${y + height}`)
    }
    const top = () => page.evaluate(() => scrollY)
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
    const before = await top()
    await panel(page, 'All faults')
      .getByRole('button', { name: /^Remove 503/ })
      .click()
    await quiet(page)
    await page.setViewportSize({ width: 1280, height: 1400 })
    await page.evaluate(() => scrollTo(0, 0))
    await press(page, 'Add fault')
    await panel(page, 'All faults').locator('[data-new]').waitFor()
    t.strictSame([await top(), before > 0], [0, true])
  })

  await t.test('can meet any operation, those of integrations first', async t => {
    const { page } = await visit(t, { hash: HASH })
    await main(page).getByRole('combobox', { name: 'Calls', exact: true }).click()
    const list = page.getByRole('listbox')
    const texts = (await list.innerText()).split('\n')
    t.strictSame(texts.slice(0, 4), ['all', 'Third-party integrations', 'read', 'write'])
    t.ok(texts.includes('Log Integration') && texts.includes('listGroupLogIntegrations'), texts.join())
  })

  await t.test('are edited as JSON, which disables a sentence that cannot show them', async t => {
    const { page, app } = await visit(t, { hash: HASH })
    const { json, onlyJson, notJson, clear, add, first } = en.faults
    const form = panel(page, en.faults.title)
    const text = form.getByRole('textbox', { name: json })
    await form.getByRole('button', { name: json }).click()
    const parsed = async () => JSON.parse(await text.inputValue()) as object
    t.strictSame(await parsed(), {
      match: { operation: 'listGroupIntegrations' },
      effect: { type: 'status', status: 503 },
      when: { first: 2 }
    })
    await choose(page, 'Effect', "502 Bad Gateway: a proxy's HTML page")
    t.match(await parsed(), { effect: { status: 502, headers: { 'content-type': 'text/html' } } })
    await text.fill('{ "effect": { "type": "reset" }, "match": { "operation": "getGroup" } }')
    t.strictSame(
      [
        await form.getByLabel(first).inputValue(),
        await form.getByRole('combobox', { name: 'Calls', exact: true }).inputValue()
      ],
      ['', 'getGroup']
    )
    const fault = { effect: { type: 'delay', delay: 20 }, match: { principal: 'prjowner' }, lasts: 60 }
    await text.fill(JSON.stringify(fault))
    await form.getByText(onlyJson).waitFor()
    t.ok(await form.getByLabel(first).isDisabled())
    await press(page, add)
    await panel(page, 'All faults').getByText('principal: prjowner').waitFor()
    t.match(await faultsOf(app), [fault])
    await text.fill('{')
    await form.getByText(notJson).waitFor()
    await press(page, add)
    await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA')
    t.equal(await errorOf(text), notJson)
    await button(page, clear).click()
    t.equal(await form.getByLabel(first).inputValue(), '2')
    t.equal((await faultsOf(app)).length, 1)
  })

  await t.test('an error names its place in the JSON, and opens it', async t => {
    const { page, app } = await visit(t, { hash: HASH })
    const form = panel(page, en.faults.title)
    await form.getByLabel(en.faults.first).fill('1.5')
    await press(page, en.faults.add)
    await form.getByText('/when/first must be').waitFor()
    await form.getByLabel(en.faults.first).fill('0')
    await press(page, en.faults.add)
    const text = form.getByRole('textbox', { name: en.faults.json })
    t.equal(await errorOf(text), '/when/first must be at least 1')
    await form.getByLabel(en.faults.first).fill('1')
    await form.getByText('/when/first').waitFor({ state: 'detached' })
    const fault = { effect: { type: 'reset' }, stage: 'edge', match: { principal: 'prjowner' } }
    await text.fill(JSON.stringify(fault))
    await press(page, en.faults.add)
    await form.getByText('must not match a principal at stage edge').waitFor()
    t.strictSame(await faultsOf(app), [])
  })
})

t.test('the banner', { skip: SKIP }, async t => {
  await t.test('counts recorded requests, without polling', async t => {
    const { page, app } = await visit(t)
    await main(page).getByText('Log integrations').waitFor()
    const match = { operation: 'listGroupIntegrations' }
    const effect = { type: 'status', status: 503 }
    await control(app, 'POST', '/faults', { match, effect, when: { first: 2 } })
    await line(page).getByText('2 of 2 left').waitFor()
    // From now on, the page gets no faults.
    await page.route('**/_mock/v1/faults', () => undefined)
    await button(page, 'Refresh').click()
    await line(page).getByText('1 of 2 left').waitFor()
    await button(page, 'Refresh').click()
    await quiet(page)
    const lists = '/requests?operation=listGroupIntegrations&folded=true'
    const { results } = (await control(app, 'GET', lists)).json as RequestList
    t.strictSame(
      results.map(({ response }) => response?.status),
      [200, 503, 503]
    )
  })

  await t.test('turns off the fault that it shows; failed lists recover', async t => {
    const { page, app } = await visit(t)
    const failed = main(page).getByText('Could not load integrations')
    await main(page).getByText('Log integrations').waitFor()
    await control(app, 'POST', '/faults', { effect: { type: 'status', status: 500 } })
    await control(app, 'POST', '/faults', { effect: { type: 'reset' }, match: { method: 'PATCH' } })
    await line(page).getByText('500 · all calls').waitFor()
    await button(page, 'Refresh').click()
    await failed.first().waitFor()
    await button(page, 'Turn off').press('Enter')
    await failed.first().waitFor({ state: 'detached' })
    await main(page).getByText('Log integrations').waitFor()
    await line(page).getByText('Connection reset · all calls').waitFor()
    t.match(await faultsOf(app), [{ effect: { type: 'reset' } }])
    await line(page).and(page.locator(':focus')).waitFor()
    await button(page, 'Turn off').click()
    await quiet(page)
  })

  await t.test('names the sandbox of a fault first, and turns off only this fault', async t => {
    const { page, app } = await visit(t)
    await quiet(page)
    const { json } = await control(app, 'POST', '/sandboxes', { name: 'for a test' })
    const { id } = json as Sandbox
    await control(app, 'POST', `/sandboxes/${id}/faults`, { effect: { type: 'status', status: 503 } })
    await line(page).getByText('Sandbox: for a test · 503 · all calls').waitFor()
    await control(app, 'POST', '/faults', { effect: { type: 'reset' } })
    // It affects the selected identity.
    await line(page).getByText('Connection reset · all calls', { exact: true }).waitFor()
    await button(page, 'Turn off').click()
    await line(page).getByText('Sandbox: for a test · 503 · all calls').waitFor()
    await line(page).and(page.locator(':focus')).waitFor()
    t.match(await faultsOf(app), [{ sandbox: id }])
    await button(page, 'Turn off').click()
    await quiet(page)
    t.strictSame(await faultsOf(app), [])
  })
})

t.test('clock', { skip: SKIP }, async t => {
  await t.test('is paused, advanced, set, resumed and reset', async t => {
    const { page, app } = await visit(t, { hash: HASH, context: { timezoneId: 'Asia/Shanghai' } })
    const clock = panel(page, 'Clock')
    const field = clock.getByLabel('Local time')
    await press(page, 'Pause')
    await line(page).getByText('Clock paused').waitFor()
    const { now } = await clockOf(app)
    for (const name of ['+1 minute', '+1 hour', '+1 day']) await press(page, name)
    const later = new Date(Date.parse(now) + 90_060_000).toISOString()
    await clock.locator(`time[datetime="${later}"]`).waitFor()
    t.strictSame(await clockOf(app), { now: later, frozen: true })
    const local = new Date(Date.parse(later) + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
    t.equal(await field.inputValue(), local, 'the field follows the clock')
    t.ok((await clock.locator('time').innerText()).endsWith(`, ${local.slice(11)}`), 'with its clock format')
    await press(page, 'Resume')
    await line(page).getByText('Clock 1 day, 1 hour ahead').waitFor()
    await field.fill('2030-06-01 12:30:15')
    await press(page, 'Pause')
    await clock.getByText('Clock paused').waitFor()
    t.equal(await field.inputValue(), '2030-06-01 12:30:15', 'until it has the focus')
    // The stream may tell the page before the response does; until then, a press is ignored.
    await clock.locator('[aria-disabled="false"]').getByText('Resume').waitFor()
    await press(page, 'Set clock')
    await clock.locator('time[datetime="2030-06-01T04:30:15.000Z"]').waitFor()
    t.strictSame(await clockOf(app), { now: '2030-06-01T04:30:15.000Z', frozen: true })
    await press(page, 'Reset clock')
    await quiet(page)
  })
})

t.test('snapshots and state', { skip: SKIP }, async t => {
  await t.test('a snapshot is taken and restored, and the state is exported and imported', async t => {
    const { page, app } = await visit(t, { hash: HASH })
    const state = panel(page, 'Snapshots & state')
    const take = async () => {
      await state.getByLabel('Snapshot name').fill('before')
      await press(page, 'Take snapshot')
    }
    await take()
    await state.getByRole('button', { name: 'Restore before' }).waitFor()
    await take()
    await state.getByRole('alert').waitFor()
    await configure(app)
    await press(page, 'Restore before')
    await page.getByText('Snapshot before restored.').waitFor()
    t.equal(await isConfigured(app), false)

    await configure(app)
    const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Export state')])
    t.equal(download.suggestedFilename(), 'atlas-mock-state.json')
    const exported = await readFile(await download.path())
    await control(app, 'POST', '/reset')
    t.equal(await isConfigured(app), false)
    const importFile = async (buffer: Buffer) => {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press(page, 'Import state…')])
      await chooser.setFiles({ name: 'state.json', mimeType: 'application/json', buffer })
    }
    await importFile(Buffer.from('not JSON'))
    await state.getByRole('alert').getByText('The file is not JSON.', { exact: true }).waitFor()
    await importFile(exported)
    await page.getByText('State imported.').waitFor()
    t.equal(await isConfigured(app), true)
  })
})

/** Adds three active faults and pauses the clock. */
async function change(app: App): Promise<void> {
  for (const type of ['reset', 'hangUp', 'empty']) await control(app, 'POST', '/faults', { effect: { type } })
  await control(app, 'POST', '/snapshots', { name: 'before' })
  await control(app, 'PUT', '/clock', { frozen: true })
}

t.test('faults view', { skip: SKIP }, async t => {
  await onScreens(t, { hash: HASH, prepare: change }, async ({ t, page, locale, check }) => {
    await page.getByRole('button', { name: 'before' }).waitFor()
    await check('view')
    t.ok((await layoutShift(page)) < 0.05)
    const { title, json, first, add } = (locale === 'en-US' ? en : zh).faults
    const form = panel(page, title)
    await form.getByLabel(first).fill('0')
    await press(page, add)
    await form.getByRole('textbox', { name: json }).waitFor()
    await form.getByText('must be at least').waitFor()
    await check('errors')
  })
})
