import type { Page } from 'playwright-core'
import t from 'tap'
import { call, DEMO, integrations, KEYS, type Request } from '../app.ts'
import { asKey, control, newSandbox } from '../control/control.ts'
import { go, layoutShift, SKIP, violations, visit } from './browser.ts'

const LIST = integrations(DEMO)
const DATADOG = integrations(DEMO, 'DATADOG')
const API_KEY = 'fedcba9876543210fedcba9876543210'

type App = Parameters<typeof call>[0]

/** Calls with a seeded API key: two requests, the first one challenged. */
const as = (app: App, publicKey: string, request: Request) =>
  asKey(app, { publicKey, privateKey: KEYS[publicKey] ?? '' }, request)

/** Sends requests with four outcomes: success, conflict, missing role, and a 503 from a fault. */
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
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

async function open(page: Page, errorCode: string): Promise<void> {
  await rows(page).filter({ hasText: errorCode }).getByRole('link').click()
  await drawer(page).getByText('Why this response').waitFor()
}

t.test('requests view', { skip: SKIP }, async t => {
  await t.test('lists requests of all clients as they arrive, newest first', async t => {
    const { page, app } = await visit(t, { hash: '#/requests' })
    await page.getByText('No requests yet').waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
    await send(app)
    await page.getByText('8 of 8 requests').waitFor()
    const texts = await rows(page).evaluateAll(rows =>
      rows.map(row => [...row.querySelectorAll('td')].slice(1, 6).map(({ textContent }) => textContent))
    )
    const url = '/groups/32b6…/integrations'
    t.strictSame(
      texts.filter(([, , , identity]) => identity !== 'not authenticated'),
      [
        [`GET ${url}`, '503', 'FaultUNEXPECTED_ERROR', 'outsider', ''],
        [`DELETE ${url}/DATADOG`, '401', 'USER_UNAUTHORIZED', 'readonly', 'DATADOG'],
        [`POST ${url}/DATADOG`, '409', 'INTEGRATION_ALREADY_CONFIGURED', 'prjowner', 'DATADOG'],
        [`POST ${url}/DATADOG`, '200', '', 'prjowner', 'DATADOG']
      ]
    )
  })

  await t.test('filters, and keeps the filter while a request is open', async t => {
    const { page, app } = await visit(t, { hash: '#/requests', prepare: send })
    const sandbox = await newSandbox(app, { name: 'of-a-test' })
    await call(app, { url: `/api/atlas/v2/groups/${sandbox.projects[0]?.id}` })
    await page.getByText('9 of 9 requests').waitFor()
    const choose = async (name: string, option: string) => {
      await page.getByRole('main').getByRole('combobox', { name, exact: true }).click()
      await page.getByRole('option', { name: option, exact: true }).click()
    }
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
    await page.getByText('1 of 9 requests').waitFor()
    await page.getByRole('searchbox').fill('post')
    await page.getByText('No matching requests').waitFor()
  })

  await t.test('shows why a request got its response', async t => {
    const { page } = await visit(t, { hash: '#/requests', prepare: send })
    await open(page, 'USER_UNAUTHORIZED')
    const facts = async () => {
      const rows = await drawer(page).getByRole('row').allInnerTexts()
      return rows.map(row => row.split(/\s*[\t\n]\s*/))
    }
    t.strictSame(await facts(), [
      ['Reason', "none of the caller's roles permits this call"],
      ['Caller', 'readonly'],
      ['Required roles', 'GROUP_OWNER on demo', 'ORG_OWNER on Acme'],
      ["Caller's roles", 'GROUP_READ_ONLY on demo'],
      ['Validation', 'not checked']
    ])
    await drawer(page).getByRole('region', { name: 'Request headers' }).getByText('Digest').waitFor()
    await page.keyboard.press('Escape')
    await drawer(page).waitFor({ state: 'detached' })
    t.match(await page.evaluate(() => document.activeElement?.textContent), 'DELETE', 'the focus returns')
    await open(page, 'Fault')
    t.strictSame(await facts(), [
      ['Reason', 'a fault injected this response'],
      ['Caller', 'outsider'],
      ['Required roles', 'not checked'],
      ["Caller's roles", 'GROUP_OWNER on elsewhere'],
      ['Validation', 'not checked'],
      ['Fault', '503 · all calls × 1']
    ])
    await page.keyboard.press('Escape')
    await open(page, 'INTEGRATION_ALREADY_CONFIGURED')
    const shown = await drawer(page).getByRole('region', { name: 'Request body' }).innerText()
    t.strictSame(JSON.parse(shown), { apiKey: '*'.repeat(28) + API_KEY.slice(-4), region: 'EU' })
    await page.reload()
    await drawer(page).getByText('the project already has an integration of this type').waitFor()
    await go(page, 'requests/999')
    await drawer(page).getByText('This request is not in the list').waitFor()
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

  await t.test(
    'resends a changed request, even after it left the journal, and shows the response',
    async t => {
      const { page, app } = await visit(t, { hash: '#/requests', prepare: send })
      await open(page, 'INTEGRATION_ALREADY_CONFIGURED')
      await button(page, 'Resend').click()
      const form = drawer(page)
      await form.getByText('Secrets are masked').waitFor()
      const field = (name: string) => form.getByRole('textbox', { name })
      t.equal(await form.getByRole('combobox', { name: 'Identity' }).inputValue(), 'prjowner · GROUP_OWNER')
      await control(app, 'DELETE', '/requests')
      await page.getByText('No requests yet').waitFor()
      await page.mouse.click(9, 9)
      await field('Request headers').fill('Authorization: Basic x')
      await form.getByText('The page cannot send this header: Authorization: Basic x').waitFor()
      await button(page, 'Send').click()
      t.equal(await form.getByText('Response body').count(), 0, 'sends nothing invalid')
      const headers = 'Accept: application/vnd.atlas.2023-01-01+json\nContent-Type: application/json'
      await field('Request headers').fill(`${headers}\nPrefer: errorCode=GROUP_NOT_FOUND`)
      await button(page, 'Send').click()
      const response = form.getByRole('status', { name: 'Response' })
      await response.getByText('"GROUP_NOT_FOUND"').waitFor()
      await field('Request headers').fill(headers)
      await field('Request body').fill(JSON.stringify({ apiKey: API_KEY, region: 'US' }))
      await form.getByRole('combobox', { name: 'Identity' }).click()
      await page.getByRole('option', { name: 'readonly · GROUP_READ_ONLY' }).click()
      await button(page, 'Send').click()
      await response.getByText('"USER_UNAUTHORIZED"').waitFor()
      await button(page, 'Cancel').click()
      await drawer(page).getByText('Why this response').waitFor()
      await page.keyboard.press('Escape')
      await rows(page).first().getByText('USER_UNAUTHORIZED').waitFor()
      t.match(await rows(page).first().innerText(), 'readonly')
    }
  )

  await t.test('downloads the journal', async t => {
    const { page } = await visit(t, { hash: '#/requests', prepare: send })
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      button(page, 'Download HAR').click()
    ])
    t.equal(download.suggestedFilename(), 'atlas-mock.har')
  })

  await t.test('shows a failed verification until it is dismissed', async t => {
    const verify = (app: App, type: string) =>
      control(app, 'POST', '/requests/verify', {
        match: { operation: 'createGroupIntegration', integrationType: type, body: { apiKey: 'x', url: 'y' } }
      })
    const { page, app } = await visit(t, { hash: '#/requests', prepare: send })
    await verify(app, 'SLACK')
    const notice = page.getByRole('alert')
    await notice.getByText('Verification failed: 0 matching requests').waitFor()
    await notice.getByText('"integrationType":"SLACK"').waitFor()
    for (const text of [
      'integrationType: expected "SLACK", actual "DATADOG"',
      'body.apiKey: different value, hidden because it may be secret',
      'body.url: absent'
    ]) {
      await notice.getByText(text).first().waitFor()
    }
    await notice.getByRole('link').first().click()
    await drawer(page).getByText('Why this response').waitFor()
    await page.keyboard.press('Escape')
    await notice.getByRole('button', { name: 'Dismiss' }).click()
    await notice.waitFor({ state: 'detached' })
    await verify(app, 'WEBHOOK')
    await notice.getByText('"integrationType":"WEBHOOK"').waitFor()
  })

  await t.test('stays responsive with a thousand requests', async t => {
    const { page, app } = await visit(t, { hash: '#/requests' })
    await page.getByText('Live', { exact: true }).waitFor()
    for (let at = 0; at < 1100; at += 1) await call(app, { url: '/api/atlas/v2/nothing' })
    await page.getByText('1,000 of 1,000+ requests').waitFor()
    t.equal(await rows(page).count(), 100)
    await button(page, 'Show more').click()
    t.equal(await rows(page).count(), 200)
    await page.getByRole('searchbox').fill('#1099')
    await page.getByText('1 of 1,000+ requests').waitFor()
  })

  for (const [locale, colorScheme] of [
    ['en-US', 'light'],
    ['zh-CN', 'dark']
  ] as const) {
    await t.test(`has no accessibility violations and fits a phone: ${locale}, ${colorScheme}`, async t => {
      const { page } = await visit(t, {
        hash: '#/requests',
        context: { locale, colorScheme },
        prepare: async app => {
          await send(app)
          await control(app, 'POST', '/requests/verify', { match: { operation: 'listGroupIntegrations' } })
          await control(app, 'POST', '/requests/verify', { match: { integrationType: 'SLACK' } })
        }
      })
      const link = page.getByRole('link', { name: /DELETE/ }).first()
      await link.waitFor()
      t.strictSame(await violations(page), [], 'list')
      t.ok((await layoutShift(page)) < 0.05)
      await page.setViewportSize({ width: 390, height: 844 })
      t.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390)
      await link.click()
      await drawer(page).getByRole('button', { name: /curl/ }).waitFor()
      t.equal((await drawer(page).boundingBox())?.width, 390)
      t.strictSame(await violations(page), [], 'details')
      await drawer(page)
        .getByRole('button', { name: /^(Resend|重新发送)$/ })
        .click()
      await drawer(page)
        .getByRole('button', { name: /^(Send|发送)$/ })
        .waitFor()
      t.strictSame(await violations(page), [], 'resend')
    })
  }
})
