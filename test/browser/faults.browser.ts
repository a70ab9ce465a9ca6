import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import type { App } from '../../src/app.ts'
import type { Clock, FaultList, NewSandbox, SnapshotList } from '../../types/wire.d.ts'
import { as, DEMO, integrations } from '../app.ts'
import { control } from '../control/control.ts'
import { barriers, go, SKIP, shift, visit } from './browser.ts'

const HASH = '#/faults'
const HOOK = { url: 'https://example.com/hook' }

const main = (page: Page) => page.getByRole('main')
const line = (page: Page) => page.getByRole('region', { name: 'Active settings' })
const panel = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const press = (page: Page, name: string) => main(page).getByRole('button', { name, exact: true }).click()

async function choose(page: Page, label: string, option: string): Promise<void> {
  await main(page).getByRole('textbox', { name: label, exact: true }).first().click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

/** Returns the faults without what the mock adds. */
async function faultsOf(app: App): Promise<unknown[]> {
  const { json } = await control(app, 'GET', '/faults')
  return (json as FaultList).results.map(
    ({ id: _, created: _created, matched: _matched, hits: _hits, left: _left, fired: _fired, ...fault }) =>
      fault
  )
}

const clockOf = async (app: App) => (await control(app, 'GET', '/clock')).json as Clock
const snapshotsOf = async (app: App) =>
  ((await control(app, 'GET', '/snapshots')).json as SnapshotList).results
const isConfigured = async (app: App) =>
  (await as(app, 'orgowner', { url: integrations(DEMO, 'WEBHOOK') })).status === 200
const configure = (app: App) =>
  as(app, 'orgowner', { method: 'POST', url: integrations(DEMO, 'WEBHOOK'), body: HOOK })

async function follow(t: Test, page: Page, app: App, isFrozen: boolean): Promise<Clock> {
  const clock = await clockOf(app)
  t.equal(clock.frozen, isFrozen)
  const shown = clock.now.replace(/\.\d+Z$/, 'Z')
  if (isFrozen) await panel(page, 'Clock').getByText(shown).waitFor()
  return clock
}

t.test('faults', { skip: SKIP }, async t => {
  await t.test('a preset makes calls fail until it is switched off', async t => {
    const { page, app } = await visit(t, { hash: HASH })
    await line(page).getByText('No faults active').waitFor()
    for (const [name, result, text] of [
      ['500 Internal Server Error', '500', '500 UNEXPECTED_ERROR on every call'],
      ['502 Bad Gateway', '502', '502 with a custom body on every call'],
      ['429 Too Many Requests', '429', '429 on every call'],
      ['Lost response', 'no response', 'lost response on every call']
    ] as const) {
      const preset = page.getByRole('switch', { name })
      await preset.click()
      await line(page).getByText(text).waitFor()
      await panel(page, 'All faults').getByRole('cell', { name: 'never fired' }).waitFor()
      await press(page, 'Call the API now')
      await page.getByRole('status').getByText(result, { exact: true }).waitFor()
      await panel(page, 'Faults')
        .getByText(/^fired/)
        .waitFor()
      await line(page)
        .getByText(/fired once|fired \d times/)
        .waitFor()
      await preset.click()
      await line(page).getByText('No faults active').waitFor()
    }
    await press(page, 'Call the API now')
    await page.getByRole('status').getByText('200').waitFor()
    t.strictSame(await faultsOf(app), [])
  })

  await t.test('a preset is limited to calls, a project and the next call', async t => {
    const { page, app } = await visit(t, { hash: HASH })
    await choose(page, 'Affected calls', 'Reads only')
    await choose(page, 'Project', 'demo')
    await choose(page, 'How often', 'Next call only')
    await page.getByRole('switch', { name: '503 Service Unavailable' }).click()
    await line(page).getByText('503 on the next read, project demo').waitFor()
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
    await press(page, 'Call the API now')
    await page.getByRole('status').getByText('503').waitFor()
    await page.getByText('fired and ended').waitFor()
    await line(page).getByText('No faults active').waitFor()
    t.equal(await page.getByRole('switch', { name: '503 Service Unavailable' }).isChecked(), false)
    await page.getByRole('switch', { name: '503 Service Unavailable' }).click()
    await line(page).getByText('503 on the next read').waitFor()
    t.equal((await faultsOf(app)).length, 1, 'replaces the ended fault')
  })

  await t.test('lists faults of other clients, and removes one or all', async t => {
    const { page, app } = await visit(t, { hash: HASH })
    const list = panel(page, 'All faults')
    await list.getByText('No faults.').waitFor()
    await control(app, 'POST', '/faults', { name: 'from a test', effect: { type: 'hangUp' } })
    await control(app, 'POST', '/faults', { effect: { type: 'reset' }, match: { method: 'PATCH' } })
    await control(app, 'POST', '/faults', { effect: { type: 'empty' }, lasts: 0.001 })
    await list.getByText('response without body on every call, for 1 ms · ended').waitFor()
    await list.getByRole('button', { name: 'Remove from a test' }).click()
    await list.getByText('from a test').waitFor({ state: 'detached' })
    t.equal(await page.evaluate(() => document.activeElement?.textContent), 'All faults')
    await list.getByRole('button', { name: 'Remove all faults' }).click()
    await list.getByText('No faults.').waitFor()
    t.strictSame(await faultsOf(app), [])
  })

  await t.test('adds any fault by the form', async t => {
    const { page, app } = await visit(t, {
      hash: HASH,
      prepare: app => control(app, 'POST', '/sandboxes', { name: 'checkout' })
    })
    const form = panel(page, 'Custom fault')
    await form.getByLabel('Status code').fill('502')
    await form.getByLabel('Response headers').fill('Content-Type: text/html\nX-Time: 12:00')
    await form.getByLabel('Body', { exact: true }).fill('<html>')
    await form.getByLabel('Delay (ms)', { exact: true }).fill('1')
    await form.getByLabel('Random delay up to (ms)').fill('2')
    await press(page, 'Which calls')
    await form.getByLabel('Operations').fill('getGroup,')
    await choose(page, 'Integration type', 'SLACK')
    await choose(page, 'Method', 'GET')
    await form.getByLabel('Path').fill('/api/*')
    await form.getByLabel('Caller').fill('prjowner')
    await form.getByLabel('Request headers').fill('X-Test: a')
    await choose(page, 'Sandbox', 'checkout')
    await press(page, 'When and how long')
    await form.getByLabel('Maximum number of hits').fill('3')
    await form.getByLabel('Calls to skip first').fill('1')
    await form.getByLabel('Only every nth call').fill('2')
    await form.getByLabel('Probability (%)').fill('50')
    await form.getByLabel('Lifetime (seconds)').fill('60')
    await choose(page, 'Stage', 'After the call was carried out')
    await form.getByLabel('Name', { exact: true }).fill('broken proxy')
    await press(page, 'Add fault')
    await panel(page, 'All faults').getByText('broken proxy').waitFor()
    const { json } = await control(app, 'GET', '/sandboxes')
    const [{ id }] = (json as { results: [NewSandbox] }).results
    t.strictSame(await faultsOf(app), [
      {
        sandbox: id,
        name: 'broken proxy',
        effect: {
          type: 'status',
          status: 502,
          headers: { 'Content-Type': 'text/html', 'X-Time': '12:00' },
          body: '<html>',
          delay: { distribution: 'uniform', min: 1, max: 2 }
        },
        match: {
          operation: ['getGroup'],
          integrationType: 'SLACK',
          method: 'GET',
          path: '/api/*',
          principal: 'prjowner',
          headers: { 'X-Test': 'a' }
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

  await t.test('shows errors of the server below the form', async t => {
    const { page, app } = await visit(t, { hash: HASH })
    await choose(page, 'Effect', 'Error of the catalogue')
    const form = panel(page, 'Custom fault')
    await press(page, 'Add fault')
    t.ok(
      await form.getByLabel('Error code').evaluate((input: HTMLInputElement) => input.validity.valueMissing)
    )
    await form.getByLabel('Error code').fill('NO_SUCH_ERROR')
    await press(page, 'Add fault')
    await form.getByRole('alert').getByText('/effect/errorCode').waitFor()
    t.strictSame(await faultsOf(app), [])
    await form.getByLabel('Error code').fill('GROUP_NOT_FOUND')
    await press(page, 'Add fault')
    await line(page).getByText('error GROUP_NOT_FOUND on every call').waitFor()
    await press(page, 'Call the API now')
    await page.getByRole('status').getByText('GROUP_NOT_FOUND').waitFor()
  })
})

t.test('clock', { skip: SKIP }, async t => {
  await t.test('is paused, advanced, resumed and reset', async t => {
    const { page, app } = await visit(t, { hash: HASH })
    await page.getByText("Follows the machine's clock").waitFor()
    await press(page, 'Pause')
    await panel(page, 'Clock').getByText('Paused').waitFor()
    const before = await follow(t, page, app, true)
    for (const name of ['+1 minute', '+1 hour', '+1 day']) await press(page, name)
    const later = new Date(Date.parse(before.now) + 90_060_000).toISOString()
    await panel(page, 'Clock').getByText(later.slice(0, 19)).waitFor()
    t.equal((await follow(t, page, app, true)).now, later)
    await line(page).getByText('Clock paused').waitFor()
    await press(page, 'Resume')
    await panel(page, 'Clock').getByText("1 day, 1 hour ahead of the machine's clock").waitFor()
    await line(page).getByText('Clock 1 day, 1 hour ahead').waitFor()
    await follow(t, page, app, false)
    await press(page, 'Reset clock')
    await page.getByText("Follows the machine's clock").waitFor()
    await line(page).getByText('No faults active').waitFor()
  })

  await t.test('is set to a date', async t => {
    const { page, app } = await visit(t, { hash: HASH, context: { timezoneId: 'Asia/Shanghai' } })
    const field = page.getByLabel('Set to')
    await press(page, 'Pause')
    await panel(page, 'Clock').getByText('Paused').waitFor()
    const { now } = await clockOf(app)
    const local = new Date(Date.parse(now) + 8 * 3_600_000).toISOString().slice(0, 19)
    t.equal((await field.inputValue()).padEnd(19, ':00'), local, 'follows the clock')
    await field.fill('2030-06-01T12:30:15')
    await press(page, 'Set clock')
    await panel(page, 'Clock').getByText('2030-06-01T04:30:15Z').waitFor()
    t.strictSame(await clockOf(app), { now: '2030-06-01T04:30:15.000Z', frozen: true })
    await field.fill('1960-01-01T00:00:00')
    await press(page, 'Set clock')
    t.ok(await field.evaluate((input: HTMLInputElement) => input.validity.rangeUnderflow))
    t.strictSame(await clockOf(app), { now: '2030-06-01T04:30:15.000Z', frozen: true })
  })

  await t.test('nonces and tokens are invalidated', async t => {
    const { page, app } = await visit(t, { hash: HASH })
    await press(page, 'Call the API now')
    await page.getByRole('status').getByText('200').waitFor()
    await press(page, 'Expire Digest nonces')
    await page.getByText('All Digest nonces have expired.').waitFor()
    await press(page, 'Call the API now')
    await page.waitForFunction(() =>
      document.querySelector('main [role=status]')?.textContent?.includes('200')
    )
    const { json } = await control(app, 'GET', '/requests')
    const { results } = json as { results: { answer: { status: number } }[] }
    t.strictSame(results.map(({ answer }) => answer.status).slice(-4), [401, 200, 401, 200])
    await press(page, 'Revoke tokens')
    await page.getByText('All bearer tokens are revoked.').waitFor()
  })
})

t.test('snapshots and state', { skip: SKIP }, async t => {
  await t.test('a snapshot is taken, restored and deleted', async t => {
    const { page, app } = await visit(t, { hash: HASH })
    const list = panel(page, 'Snapshots')
    const take = async () => {
      await list.getByLabel('Name of the snapshot').fill('before')
      await press(page, 'Take snapshot')
    }
    await take()
    await list.getByRole('listitem').getByText('before').waitFor()
    await take()
    await list.getByText('Another snapshot has this name.').waitFor()
    await configure(app)
    t.equal(await isConfigured(app), true)
    await press(page, 'Restore before')
    await page.getByText('Snapshot before restored.').waitFor()
    t.equal(await isConfigured(app), false)
    await press(page, 'Delete before')
    await list.getByText('No snapshots.').waitFor()
    t.strictSame(await snapshotsOf(app), [])
  })

  await t.test('the state is exported and imported', async t => {
    const { page, app } = await visit(t, { hash: HASH, prepare: configure })
    const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Export')])
    t.equal(download.suggestedFilename(), 'atlas-mock-state.json')
    const exported = await readFile(await download.path())
    await control(app, 'POST', '/reset')
    t.equal(await isConfigured(app), false)
    const importFile = async (buffer: Buffer) => {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press(page, 'Import…')])
      await chooser.setFiles({ name: 'state.json', mimeType: 'application/json', buffer })
    }
    await importFile(Buffer.from('not JSON'))
    await panel(page, 'State').getByRole('alert').getByText('must be object').waitFor()
    const state = JSON.parse(exported.toString()) as { organizations: { name?: string }[] }
    delete state.organizations[0]?.name
    await importFile(Buffer.from(JSON.stringify(state)))
    await panel(page, 'State').getByRole('alert').getByText('/organizations/0').waitFor()
    await importFile(exported)
    await page.getByText('State imported.').waitFor()
    t.equal(await isConfigured(app), true)
  })

  await t.test('a reset asks first', async t => {
    const { page, app } = await visit(t, { hash: HASH, prepare: configure })
    const dialog = page.getByRole('dialog')
    await press(page, 'Reset to seed data')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'detached' })
    t.equal(await isConfigured(app), true)
    t.equal(await page.evaluate(() => document.activeElement?.textContent), 'Reset to seed data')
    await press(page, 'Reset to seed data')
    await dialog.getByRole('button', { name: 'Reset to seed data' }).click()
    await page.getByText('Seed data restored.').waitFor()
    await dialog.waitFor({ state: 'detached' })
    t.equal(await isConfigured(app), false)
  })
})

/** Adds three active faults and pauses the clock. */
async function change(app: App): Promise<void> {
  for (const type of ['reset', 'hangUp', 'empty']) await control(app, 'POST', '/faults', { effect: { type } })
  await control(app, 'POST', '/faults', { effect: { type: 'truncate' }, lasts: 0.001 })
  await control(app, 'POST', '/snapshots', { name: 'before' })
  await control(app, 'PUT', '/clock', { frozen: true })
}

t.test('status line', { skip: SKIP }, async t => {
  await t.test('removes faults and resumes the clock on every view', async t => {
    const { page, app } = await visit(t, { hash: '#/alerts', prepare: change })
    await line(page).getByText('Clock paused').waitFor()
    await line(page).getByRole('link', { name: '1 more' }).waitFor()
    await line(page).getByRole('button', { name: 'Remove fault: connection reset on every call' }).click()
    await line(page).getByText('response without body on every call').waitFor()
    t.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Active settings')
    await line(page).getByRole('button', { name: 'Resume' }).click()
    await line(page).getByText('Clock paused').waitFor({ state: 'detached' })
    t.equal((await clockOf(app)).frozen, false)
    await control(app, 'PUT', '/clock', { now: '2030-01-01T00:00:00Z', frozen: false })
    await line(page).getByRole('button', { name: 'Reset clock' }).click()
    await line(page)
      .getByText(/ahead|behind/)
      .waitFor({ state: 'detached' })
  })

  await t.test('a fault that another client removed is not an error', async t => {
    const { page, app } = await visit(t, {
      prepare: app => control(app, 'POST', '/faults', { effect: { type: 'delay', delay: 1 } })
    })
    const remove = line(page).getByRole('button', { name: /Remove fault/ })
    await remove.waitFor()
    await page.route('**/_mock/v1/faults/*', async route => {
      await control(app, 'DELETE', '/faults')
      await route.continue()
    })
    await remove.click()
    await line(page).getByText('No faults active').waitFor()
    t.equal(await line(page).getByText('Could not change it').count(), 0)
  })

  await t.test('is one line at every width', async t => {
    const { page } = await visit(t, { prepare: change })
    for (const width of [390, 600, 768, 1024, 1440, 1760]) {
      await page.setViewportSize({ width, height: 800 })
      await line(page).getByRole('button', { name: 'Resume' }).waitFor()
      const { top, bottom, right } = await line(page).evaluate(section => {
        const boxes = [...section.querySelectorAll('a, button, [class*=Badge-root]')]
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
      const layoutShift = await shift(page)
      t.ok(layoutShift < 0.05, `layout shift ${layoutShift}`)
      const sections = page.getByRole('heading', { level: 3 }).getByRole('button')
      for (const section of await sections.all()) await section.click()
      t.strictSame(await barriers(page), [])
      t.equal(await page.evaluate(() => document.documentElement.scrollWidth), width)
      await main(page)
        .getByRole('button', { name: /Reset to seed data|恢复预置数据/ })
        .click()
      await page.getByRole('dialog').waitFor()
      t.strictSame(await barriers(page), [])
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await go(page, 'integrations')
    })
  }
})
