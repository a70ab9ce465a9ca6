import type { Page } from 'playwright-core'
import t from 'tap'
import { call, DEMO, integrations, KEYS, type Request } from '../app.ts'
import { asKey, control, newSandbox } from '../control/control.ts'
import { barriers, go, SKIP, shift, visit } from './browser.ts'

const LIST = integrations(DEMO)
const DATADOG = integrations(DEMO, 'DATADOG')
const API_KEY = 'fedcba9876543210fedcba9876543210'

type App = Parameters<typeof call>[0]

/** Calls with a seeded API key: a challenge and its retry. */
const as = (app: App, publicKey: string, request: Request) =>
  asKey(app, { publicKey, privateKey: KEYS[publicKey] ?? '' }, request)

/** Sends a success, a conflict, a call without the role and a 503 by a fault. */
async function send(app: App): Promise<void> {
  const body = { apiKey: API_KEY, region: 'EU' }
  await as(app, 'prjowner', { method: 'POST', url: DATADOG, body })
  await as(app, 'prjowner', { method: 'POST', url: DATADOG, body })
  await as(app, 'readonly', { method: 'DELETE', url: DATADOG })
  await control(app, 'POST', '/faults', { effect: { type: 'status', status: 503 }, when: { first: 1 } })
  await as(app, 'outsider', { url: LIST })
}

const rows = (page: Page) => page.getByRole('table', { name: 'Requests' }).locator('tbody tr')
const drawer = (page: Page) => page.getByRole('dialog')
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })

async function open(page: Page, errorCode: string): Promise<void> {
  await rows(page).filter({ hasText: errorCode }).getByRole('link').click()
  await drawer(page).getByText('Why this response').waitFor()
}

t.test('requests view', { skip: SKIP }, async t => {
  await t.test('says what to do without requests', async t => {
    const { page } = await visit(t, { hash: '#/requests' })
    await page.getByText('No requests yet').waitFor()
    await page.getByRole('main').getByRole('link', { name: 'Integrations' }).click()
    t.match(page.url(), /#\/integrations$/)
  })

  await t.test('lists requests of all clients as they arrive, newest first', async t => {
    const { page, app } = await visit(t, { hash: '#/requests', prepare: send })
    await rows(page).nth(3).waitFor()
    const texts = await rows(page).evaluateAll(rows =>
      rows.map(row => [...row.querySelectorAll('td')].slice(1, 6).map(({ textContent }) => textContent))
    )
    const url = '/groups/32b6…e7b8/integrations'
    t.strictSame(texts, [
      [`GET ${url}`, '503', 'UNEXPECTED_ERRORfault', 'outsider', ''],
      [`DELETE ${url}/DATADOG`, '401', 'USER_UNAUTHORIZED', 'readonly', 'DATADOG'],
      [`POST ${url}/DATADOG`, '409', 'INTEGRATION_ALREADY_CONFIGURED', 'prjowner', 'DATADOG'],
      [`POST ${url}/DATADOG`, '200', '', 'prjowner', 'DATADOG']
    ])
    await page.getByText('Live', { exact: true }).waitFor()
    await as(app, 'outsider', { url: LIST })
    await rows(page).first().getByText('NOT_IN_GROUP').waitFor()
    t.ok((await shift(page)) < 0.15, 'only the new row moves the others')
  })

  await t.test('filters, and keeps the filter while a request or another view is open', async t => {
    const { page, app } = await visit(t, { hash: '#/requests', prepare: send })
    const sandbox = await newSandbox(app, { name: 'of-a-test' })
    await call(app, { url: `/api/atlas/v2/groups/${sandbox.projects[0]?.id}` })
    await page.getByText('5 of 9 requests').waitFor()
    const choose = async (name: string, option: string) => {
      await page.getByRole('main').getByRole('textbox', { name, exact: true }).click()
      await page.getByRole('option', { name: option, exact: true }).click()
    }
    await page.getByRole('checkbox', { name: 'Show Digest challenges' }).check()
    await page.getByText('9 of 9 requests').waitFor()
    await button(page, 'Clear filter').click()
    await choose('Sandbox', 'of-a-test')
    await page.getByText('1 of 9 requests').waitFor()
    await button(page, 'Clear filter').click()
    await choose('Status', '4xx')
    await choose('Identity', 'readonly')
    await choose('Type', 'DATADOG')
    await page.getByText('1 of 9 requests').waitFor()
    await open(page, 'USER_UNAUTHORIZED')
    await page.keyboard.press('Escape')
    await drawer(page).waitFor({ state: 'detached' })
    await go(page, 'alerts')
    await go(page, 'requests')
    await page.getByText('1 of 9 requests').waitFor()
    await page.getByRole('searchbox').fill('post')
    await page.getByText('No matching requests').waitFor()
    await button(page, 'Clear filter').click()
    await page.getByRole('searchbox').fill('post conflict already')
    await page.getByText('No matching requests').waitFor()
    await page.getByRole('searchbox').fill('post already')
    await page.getByText('1 of 9 requests').waitFor()
  })

  await t.test('shows why a request got its response, and goes from request to request', async t => {
    const { page } = await visit(t, { hash: '#/requests', prepare: send })
    await open(page, 'USER_UNAUTHORIZED')
    const link = page.url()
    await drawer(page)
      .getByText('readonly has GROUP_READ_ONLY on demo; this call requires GROUP_OWNER on the project demo')
      .waitFor()
    await drawer(page).getByRole('row', { name: 'Role check denied' }).waitFor()
    await button(page, 'Newer').click()
    await drawer(page).getByText('A fault replaced the response with a status code.').waitFor()
    await drawer(page).getByRole('row', { name: 'Fault 503 · All calls · Next call only' }).waitFor()
    t.ok(await button(page, 'Newer').isDisabled())
    await button(page, 'Older').click()
    await button(page, 'Older').click()
    await drawer(page).getByText('the project already has an integration of this type').waitFor()
    const shown = await drawer(page).getByRole('region', { name: 'Request body' }).innerText()
    t.strictSame(JSON.parse(shown), { apiKey: '*'.repeat(28) + API_KEY.slice(-4), region: 'EU' })
    await drawer(page).getByText('Secrets are masked').waitFor()
    await drawer(page).getByRole('button', { name: 'Request headers' }).click()
    await drawer(page).getByText('authorization: Digest username="prjowner", …').waitFor()
    await drawer(page).getByRole('button', { name: 'Close' }).click()
    await drawer(page).waitFor({ state: 'detached' })
    t.match(await page.evaluate(() => document.activeElement?.textContent), 'POST', 'the focus returns')
    await page.goto(link)
    await drawer(page).getByText('readonly has GROUP_READ_ONLY').waitFor()
    await go(page, 'requests/999')
    await drawer(page).getByText('No such request').waitFor()
  })

  await t.test('copies a request as a curl command without credentials', async t => {
    const { page, url } = await visit(t, {
      hash: '#/requests',
      prepare: send,
      context: { permissions: ['clipboard-read', 'clipboard-write'] }
    })
    await open(page, 'USER_UNAUTHORIZED')
    await button(page, 'Copy as curl').click()
    await drawer(page).getByText('Copied').waitFor()
    t.equal(
      await page.evaluate(() => navigator.clipboard.readText()),
      `curl \\
  --digest --user 'readonly:'"\${MONGODB_ATLAS_PRIVATE_KEY:?}" \\
  --request 'DELETE' \\
  --header 'accept: application/vnd.atlas.2023-01-01+json' \\
  '${url}${DATADOG}'
`
    )
  })

  await t.test('resends a changed request and shows the response', async t => {
    const { page } = await visit(t, { hash: '#/requests', prepare: send })
    await open(page, 'INTEGRATION_ALREADY_CONFIGURED')
    await button(page, 'Resend').click()
    const form = drawer(page)
    await form.getByText('Secrets in this request were masked').waitFor()
    const field = (name: string) => form.getByRole('textbox', { name })
    t.equal(await field('Identity').inputValue(), 'prjowner · GROUP_OWNER')
    await field('Path and query').fill('/api/../_mock/v1/reset')
    await button(page, 'Send').click()
    await form.getByText('The path must begin with /api/.').waitFor()
    await field('Headers').fill('Authorization: Basic x')
    await form.getByText('The page or the browser sets this header: Authorization').waitFor()
    t.equal(await form.getByRole('status').count(), 0, 'sends nothing invalid')
    await field('Path and query').fill(integrations(DEMO, 'WEBHOOK'))
    await field('Headers').fill('Accept: application/json\nContent-Type: application/json')
    await field('Body').fill('{"url": "https://example.com/hook"}')
    await button(page, 'Send').click()
    await form.getByRole('status', { name: 'Response' }).getByText('406', { exact: true }).waitFor()
    await field('Headers').fill(
      'Accept: application/vnd.atlas.2023-01-01+json\nContent-Type: application/json\nPrefer: errorCode=GROUP_NOT_FOUND'
    )
    await button(page, 'Send').click()
    await form.getByRole('status', { name: 'Response' }).getByText('GROUP_NOT_FOUND').first().waitFor()
    await field('Headers').fill(
      'Accept: application/vnd.atlas.2023-01-01+json\nContent-Type: application/json'
    )
    await button(page, 'Send').click()
    await form.getByRole('status', { name: 'Response' }).getByText('200', { exact: true }).waitFor()
    await button(page, 'Cancel').click()
    await drawer(page).getByText('Why this response').waitFor()
    await page.keyboard.press('Escape')
    await rows(page).first().getByText('/WEBHOOK').waitFor()
    t.match(await rows(page).first().innerText(), '200')
  })

  await t.test('pauses, clears and downloads the journal', async t => {
    const { page, app } = await visit(t, { hash: '#/requests', prepare: send })
    await rows(page).nth(3).waitFor()
    await button(page, 'Pause').click()
    await as(app, 'outsider', { url: LIST })
    await button(page, 'Resume (2 new)').waitFor()
    t.equal(await rows(page).getByText('NOT_IN_GROUP').count(), 0)
    await button(page, /Resume/).click()
    await rows(page).first().getByText('NOT_IN_GROUP').waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      button(page, 'Download HAR').click()
    ])
    t.equal(download.suggestedFilename(), 'atlas-mock.har')
    await button(page, 'Clear').click()
    await drawer(page).getByRole('button', { name: 'Cancel' }).click()
    t.equal(await rows(page).count(), 5)
    await button(page, 'Clear').click()
    await drawer(page).getByRole('button', { name: 'Clear' }).click()
    await page.getByText('No requests yet').waitFor()
    t.match((await control(app, 'GET', '/requests')).json, { results: [] })
  })

  await t.test('shows a failed verification until it is dismissed', async t => {
    const verify = (app: App, type: string) =>
      control(app, 'POST', '/requests/verify', {
        match: { operation: 'createGroupIntegration', integrationType: type }
      })
    const { page, app } = await visit(t, {
      hash: '#/requests',
      prepare: async app => {
        await send(app)
        await verify(app, 'SLACK')
      }
    })
    const notice = page.getByRole('alert')
    await notice.getByText('A verification failed: expected at least 1, found 0').waitFor()
    await notice
      .getByText('Expected request: operation createGroupIntegration · integration type SLACK')
      .waitFor()
    await notice.getByText('integrationType: expected "SLACK", actual "DATADOG"').first().waitFor()
    await notice.getByRole('link').first().click()
    await drawer(page).getByText('Why this response').waitFor()
    await page.keyboard.press('Escape')
    await notice.getByRole('button', { name: 'Dismiss' }).click()
    await notice.waitFor({ state: 'detached' })
    await verify(app, 'WEBHOOK')
    await notice.getByText('integration type WEBHOOK').waitFor()
  })

  await t.test('stays responsive with a thousand requests', async t => {
    const { page, app } = await visit(t, { hash: '#/requests' })
    await page.getByText('Live', { exact: true }).waitFor()
    for (let at = 0; at < 1100; at += 1) await call(app, { url: '/api/atlas/v2/nothing' })
    await page.getByText('1,000 of 1,000 requests · newest 1,000 only').waitFor()
    t.equal(await rows(page).count(), 200)
    await button(page, 'Show 200 more').click()
    t.equal(await rows(page).count(), 400)
    await page.getByRole('searchbox').fill('#1099')
    await page.getByText('1 of 1,000 requests').waitFor()
  })

  for (const [locale, colorScheme] of [
    ['en-US', 'light'],
    ['zh-CN', 'dark']
  ] as const) {
    await t.test(`has no barriers and fits a phone: ${locale}, ${colorScheme}`, async t => {
      const { page } = await visit(t, {
        hash: '#/requests',
        context: { locale, colorScheme },
        prepare: async app => {
          await send(app)
          await control(app, 'POST', '/requests/verify', { match: { operation: 'listGroupIntegrations' } })
          await control(app, 'POST', '/requests/verify', { match: { integrationType: 'SLACK' } })
        }
      })
      const link = page.getByRole('link', { name: /DELETE/ })
      await link.waitFor()
      t.strictSame(await barriers(page), [], 'list')
      t.ok((await shift(page)) < 0.05)
      await page.setViewportSize({ width: 390, height: 844 })
      t.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390)
      await link.click()
      await drawer(page).getByRole('button', { name: /curl/ }).waitFor()
      t.equal((await drawer(page).boundingBox())?.width, 390)
      t.strictSame(await barriers(page), [], 'details')
      await drawer(page)
        .getByRole('button', { name: /^(Resend|重新发送)$/ })
        .click()
      await drawer(page)
        .getByRole('button', { name: /^(Send|发送)$/ })
        .waitFor()
      t.strictSame(await barriers(page), [], 'resend')
    })
  }
})
