import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import t from 'tap'
import type { App } from '../../src/app.ts'
import type { Clock, FaultList } from '../../types/wire.d.ts'
import { as, DEMO, integrations } from '../app.ts'
import { control } from '../control/control.ts'
import { layoutShift, SKIP, violations, visit } from './browser.ts'

const HASH = '#/faults'
const HOOK = { url: 'https://example.com/hook' }

const main = (page: Page) => page.getByRole('main')
const line = (page: Page) => page.getByRole('region', { name: 'Active settings' })
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
const isConfigured = async (app: App) =>
  (await as(app, 'orgowner', { url: integrations(DEMO, 'WEBHOOK') })).status === 200
const configure = (app: App) =>
  as(app, 'orgowner', { method: 'POST', url: integrations(DEMO, 'WEBHOOK'), body: HOOK })

t.test('faults', { skip: SKIP }, async t => {
  await t.test('a preset makes calls fail until it is switched off', async t => {
    const { page, app } = await visit(t, { hash: HASH })
    const preset = page.getByRole('switch', { name: '500 Internal Server Error' })
    await line(page).getByText('No faults active').waitFor()
    await preset.click()
    await panel(page, 'All faults').getByRole('cell', { name: 'never fired' }).waitFor()
    t.equal((await as(app, 'orgowner', { url: integrations(DEMO) })).status, 500)
    await panel(page, 'All faults').getByRole('cell', { name: 'fired once' }).waitFor()
    await line(page).getByText('500 UNEXPECTED_ERROR · All calls · fired once').waitFor()
    await preset.click()
    await line(page).getByText('No faults active').waitFor()
    t.strictSame(await faultsOf(app), [])
    // Faster than the mock responds.
    await page.getByRole('switch').evaluateAll(all => {
      for (const input of all) (input as HTMLInputElement).click()
    })
    await panel(page, 'All faults').getByRole('cell', { name: 'never fired' }).nth(5).waitFor()
  })

  await t.test('a preset is limited to calls, a project and the next call', async t => {
    const { page, app } = await visit(t, { hash: HASH })
    const preset = page.getByRole('switch', { name: '503 Service Unavailable' })
    await choose(page, 'Affected calls', 'Reads')
    await choose(page, 'Project', 'demo')
    await page.getByRole('checkbox', { name: 'Next call only' }).click()
    await preset.click()
    await line(page).getByText('503 · Reads · Next call only · Project: demo').waitFor()
    t.strictSame(await faultsOf(app), [
      {
        name: 'console: 503',
        sandbox: null,
        match: { operation: ['listGroupIntegrations', 'getGroupIntegration'], project: DEMO },
        effect: { type: 'status', status: 503 },
        stage: 'service',
        when: { first: 1 },
        ended: false
      }
    ])
    t.equal((await as(app, 'orgowner', { url: integrations(DEMO) })).status, 503)
    await line(page).getByText('No faults active').waitFor()
    t.equal(await preset.isChecked(), false)
    await preset.click()
    await line(page).getByText('503 · Reads').waitFor()
    t.equal((await faultsOf(app)).length, 1, 'replaces the ended fault')
  })

  await t.test('lists faults of other clients, and removes one or all', async t => {
    const { page, app } = await visit(t, { hash: HASH })
    const list = panel(page, 'All faults')
    await list.getByText('No faults.').waitFor()
    await control(app, 'POST', '/faults', { name: 'from a test', effect: { type: 'hangUp' } })
    await control(app, 'POST', '/faults', { effect: { type: 'reset' }, match: { method: 'PATCH' } })
    await control(app, 'POST', '/faults', { effect: { type: 'empty' }, lasts: 0.001 })
    await list.getByText('Response without body · All calls · Lifetime (seconds): 0.001 · ended').waitFor()
    await list.getByRole('button', { name: 'Remove from a test' }).click()
    await list.getByText('from a test').waitFor({ state: 'detached' })
    // The change event may remove the row before the response moves the focus.
    await page.waitForFunction(() => document.activeElement?.textContent === 'All faults')
    await list.getByRole('button', { name: 'Remove all' }).click()
    await list.getByText('No faults.').waitFor()
    t.strictSame(await faultsOf(app), [])
  })

  await t.test('adds a custom fault, and shows validation errors of the server', async t => {
    const { page, app } = await visit(t, { hash: HASH })
    const form = panel(page, 'Custom fault')
    const text = (label: string, value: string) => form.getByLabel(label, { exact: true }).fill(value)
    await text('Status code', '99')
    await press(page, 'Add fault')
    await form.getByRole('alert').getByText('/effect/status').waitFor()
    t.strictSame(await faultsOf(app), [])
    await text('Status code', '502')
    await text('Headers (Name: value)', 'Content-Type: text/html\nX-Time: 12:00')
    await text('Body', '<html>')
    await text('Delay (ms)', '1')
    for (const [label, option] of [
      ['Operation', 'getGroup'],
      ['Integration type', 'SLACK'],
      ['Caller', 'prjowner'],
      ['Method', 'GET'],
      ['Stage', 'After execution']
    ] as const) {
      await form.getByRole('combobox', { name: label, exact: true }).click()
      await page.getByRole('option', { name: option, exact: true }).click()
    }
    await text('Path (* matches all)', '/api/*')
    await text('Maximum hits', '3')
    await text('Calls to skip', '1')
    await text('Every nth call', '2')
    await text('Probability (0 to 1)', '0.5')
    await text('Lifetime (seconds)', '60')
    await press(page, 'Add fault')
    await panel(page, 'All faults').getByText('502 · getGroup').waitFor()
    t.strictSame(await faultsOf(app), [
      {
        sandbox: null,
        effect: {
          type: 'status',
          status: 502,
          headers: { 'Content-Type': 'text/html', 'X-Time': '12:00' },
          body: '<html>',
          delay: 1
        },
        match: {
          operation: 'getGroup',
          integrationType: 'SLACK',
          principal: 'prjowner',
          method: 'GET',
          path: '/api/*'
        },
        stage: 'after-commit',
        when: { first: 3, after: 1, every: 2, probability: 0.5 },
        lasts: 60,
        ended: false
      }
    ])
    await press(page, 'Clear')
    t.equal(await form.getByLabel('Status code').inputValue(), '')
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
    const local = new Date(Date.parse(later) + 8 * 3_600_000).toISOString().slice(0, 19)
    t.equal((await field.inputValue()).padEnd(19, ':00'), local, 'the field follows the clock')
    await press(page, 'Resume')
    await line(page).getByText('Clock 1 day, 1 hour ahead').waitFor()
    await field.fill('2030-06-01T12:30:15')
    await press(page, 'Pause')
    await clock.getByText('Clock paused').waitFor()
    t.equal(await field.inputValue(), '2030-06-01T12:30:15', 'until it has the focus')
    await press(page, 'Set clock')
    await clock.locator('time[datetime="2030-06-01T04:30:15.000Z"]').waitFor()
    t.strictSame(await clockOf(app), { now: '2030-06-01T04:30:15.000Z', frozen: true })
    await press(page, 'Reset clock')
    await line(page).getByText('No faults active').waitFor()
  })
})

t.test('snapshots and state', { skip: SKIP }, async t => {
  await t.test('a snapshot is taken and restored', async t => {
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
  })

  await t.test('the state is exported and imported', async t => {
    const { page, app } = await visit(t, { hash: HASH, prepare: configure })
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
    await panel(page, 'Snapshots & state').getByRole('alert').getByText('must be an object').waitFor()
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

t.test('status line', { skip: SKIP }, async t => {
  await t.test('is one line at every width', async t => {
    const { page } = await visit(t, { prepare: change })
    for (const width of [390, 600, 768, 1024, 1440, 1760]) {
      await page.setViewportSize({ width, height: 800 })
      await line(page).getByText('Clock paused').waitFor()
      await line(page).getByRole('link', { name: '2 more' }).waitFor()
      const { top, bottom, right } = await line(page).evaluate(section => {
        const boxes = [...section.querySelectorAll('a, [class*=Badge-root]')]
          .map(element => element.getBoundingClientRect())
          .filter(({ width }) => width > 0)
        return {
          top: Math.min(...boxes.map(({ top }) => top)) - section.getBoundingClientRect().top,
          bottom: section.getBoundingClientRect().bottom - Math.max(...boxes.map(({ bottom }) => bottom)),
          right: Math.max(...boxes.map(({ right }) => right))
        }
      })
      t.ok(top >= 0 && bottom >= 0 && right <= width, `${width}: ${[top, bottom, right]}`)
      t.equal(await page.evaluate(() => document.documentElement.scrollWidth), width)
    }
  })
})

t.test('faults view: accessibility and layout', { skip: SKIP }, async t => {
  for (const [locale, colorScheme, width] of [
    ['en-US', 'light', 1440],
    ['zh-CN', 'dark', 1440],
    ['zh-CN', 'light', 390],
    ['en-US', 'dark', 390]
  ] as const) {
    await t.test(`${locale}, ${colorScheme}, ${width}`, async t => {
      const { page } = await visit(t, {
        hash: HASH,
        context: { locale, colorScheme, viewport: { width, height: 900 } },
        prepare: change
      })
      await page.getByRole('heading', { level: 2 }).first().waitFor()
      const shifted = await layoutShift(page)
      t.ok(shifted < 0.05, `layout shift ${shifted}`)
      t.strictSame(await violations(page), [])
      t.equal(await page.evaluate(() => document.documentElement.scrollWidth), width)
    })
  }
})
