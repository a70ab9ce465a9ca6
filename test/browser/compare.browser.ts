import type { Page } from 'playwright-core'
import t from 'tap'
import { DEMO, integrations, type Request } from '../app.ts'
import { asKey, control, keyOf } from '../control/control.ts'
import { button, onScreens, SKIP, visit } from './browser.ts'

const LIST = integrations(DEMO)
const LOGS = LIST.replace('integrations', 'logIntegrations')
const DATADOG = integrations(DEMO, 'DATADOG')
const BODY = { apiKey: 'fedcba9876543210fedcba9876543210', region: 'EU' }

type App = Parameters<typeof asKey>[0]

const asOwner = (app: App, request: Request) => asKey(app, keyOf('orgowner'), request)

/** Sends a GET before and after a PUT, and with a fault; each call is two requests. */
async function send(app: App): Promise<void> {
  await asOwner(app, { method: 'POST', url: DATADOG, body: BODY })
  await asOwner(app, { url: LIST })
  await asOwner(app, { method: 'PUT', url: DATADOG, body: { ...BODY, region: 'US' } })
  await asOwner(app, { url: LIST })
  await control(app, 'POST', '/faults', { effect: { type: 'status', status: 503 }, when: { first: 1 } })
  await asOwner(app, { url: LIST })
  await asOwner(app, { url: LOGS, headers: { accept: 'application/vnd.atlas.2025-03-12+json' } })
}

/** Returns the lines that differ, without the first two, which name the responses. */
async function differences(page: Page): Promise<readonly string[]> {
  const region = page.getByRole('region', { name: 'Differences' })
  await region.waitFor()
  return (await region.locator('del, ins').allInnerTexts())
    .slice(2)
    .map(line => line.replace(/ +/g, ' ').replace(/[0-9a-f]{24}/, 'ID'))
}

t.test('comparison', { skip: SKIP }, async t => {
  await t.test('shows what a PUT and a fault change, and any two requests', async t => {
    const { page, app } = await visit(t, { hash: '#/requests/8', prepare: send })
    await button(page, 'Compare').click()
    const other = page.getByRole('combobox', { name: 'Compare request 8 with' })
    await other.and(page.locator('[value^="#4 GET "]')).waitFor()
    t.strictSame(await differences(page), [
      '- "id": "ID",',
      '- "region": "EU",',
      '+ "id": "ID",',
      '+ "region": "US",'
    ])
    const heads = await page.getByRole('region', { name: 'Differences' }).locator('del, ins').allInnerTexts()
    const url = '/integrations'
    t.match(heads[0], new RegExp(`^- #4 GET ${url} · 200 · orgowner · [\\d:]+$`))
    t.match(heads[1], new RegExp(`^\\+ #8 GET ${url} · 200 · orgowner · [\\d:]+$`))
    await other.click()
    await page.getByRole('option', { name: /^#10 GET/ }).click()
    const changed = await differences(page)
    t.ok(changed.includes('- "status": 200,') && changed.includes('+ "status": 503,'), changed.join('\n'))
    await other.fill('put')
    await page.getByRole('option', { name: /^#6 PUT/ }).click()
    await page.getByText('- #6 PUT').waitFor()
    await button(page, 'Back to the request').click()
    await button(page, 'Details').waitFor()
    t.notOk(
      (await control(app, 'GET', '/requests?since=12')).text.includes('"background":false'),
      'sends nothing'
    )
  })

  await onScreens(t, { hash: '#/requests/8', prepare: send }, async ({ page, check }) => {
    await page.getByRole('button', { name: /^(Compare|比较)$/ }).click()
    await page.getByRole('region', { name: /^(Differences|差异)$/ }).waitFor()
    await check('comparison')
  })
})
