import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { DEMO, STAGING } from '../app.ts'
import { control, newSandbox } from '../control/control.ts'
import { barriers, go, SKIP, shift, visit } from './browser.ts'

const HASH = '#/alerts'

/** Selects an option of the form. */
async function select(page: Page, field: string, option: string): Promise<void> {
  await page.getByRole('main').getByLabel(field, { exact: true }).and(page.locator('input')).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

/** Starts a receiver on 127.0.0.1 that responds with 204. Returns its URL. */
async function receiver(t: Test): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(204).end())
  t.teardown(() => server.close())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
}

t.test('alerts', { skip: SKIP }, async t => {
  await t.test('says what to do in a project without a webhook', async t => {
    const { page } = await visit(t, { hash: HASH })
    const main = page.getByRole('main')
    await main.getByText('not configured').waitFor()
    await main.getByRole('heading', { name: 'No alerts yet' }).waitFor()
    t.equal(
      await main.getByRole('link', { name: 'Configure Webhook in the project' }).getAttribute('href'),
      '#/integrations/WEBHOOK'
    )
    await main.getByRole('button', { name: 'Send test alert' }).click()
    await main.getByRole('alert').getByText(`project '${DEMO}' does not have an integration`).waitFor()
  })

  await t.test('opens the webhook of the project that is selected here', async t => {
    const { page, app } = await visit(t, { hash: HASH })
    app.services.store.integrations.remove(STAGING, 'WEBHOOK')
    await select(page, 'Project', 'staging')
    await page.getByRole('link', { name: 'Configure Webhook', exact: true }).click()
    t.equal(new URL(page.url()).hash, '#/integrations/WEBHOOK')
    t.equal(await page.getByRole('banner').locator('input[aria-label="Project"]').inputValue(), 'staging')
  })

  await t.test('does not claim to know the webhook of a project that the identity cannot list', async t => {
    const { page } = await visit(t, { hash: HASH })
    await select(page, 'Project', 'elsewhere')
    await page.getByText('unknown: Atlas did not return the integrations').waitFor()
  })

  await t.test('sends an alert and shows headers, body and signature check of the delivery', async t => {
    const { page } = await visit(t, { hash: HASH })
    await select(page, 'Project', 'staging')
    await page.getByRole('main').getByText('configured', { exact: true }).waitFor()
    await select(page, 'Event', 'alert.close · closed')
    await page.getByRole('button', { name: 'Custom alert fields' }).click()
    const fields = page.getByLabel('Alert fields (JSON)')
    await fields.fill('[1]')
    await page.getByRole('button', { name: 'Send test alert' }).click()
    await page.getByText('Enter a JSON object').waitFor()
    await fields.fill('{"clusterName": "Cluster7"}')
    await page.getByRole('button', { name: 'Send test alert' }).click()
    await page.getByText('Enter a JSON object').waitFor({ state: 'detached' })
    await page.getByRole('status').getByRole('link', { name: 'Delivery 1 received' }).waitFor()
    const row = page.getByRole('table').getByRole('row').nth(1)
    t.match(await row.innerText(), /Delivery 1\s+alert\.close\s+staging\s+no\s+valid$/)

    await row.getByRole('cell', { name: 'staging', exact: true }).click()
    const drawer = page.getByRole('dialog', { name: 'Delivery 1' })
    await drawer.waitFor()
    t.equal(new URL(page.url()).hash, '#/alerts/1')
    const text = await drawer.innerText()
    t.match(text, /Signature\s+valid\s+It matches the body and the stored secret\./)
    t.match(text, /Delivered externally\s+no\s+.*--deliver-to example\.com/s)
    t.match(text, /X-MMS-Event: alert\.close\nX-MMS-Signature: \S+=\n/)
    t.match(text, '"clusterName": "Cluster7"')
    await drawer.getByRole('button', { name: 'Body as sent' }).click()
    await drawer.getByRole('region', { name: 'Body as sent' }).getByText('"clusterName":"Cluster7"').waitFor()
    await drawer.getByRole('button', { name: 'Verify the signature' }).click()
    await drawer.getByText('Compute HMAC-SHA1').waitFor()
    await drawer.getByRole('region', { name: 'Node.js' }).getByText('timingSafeEqual').waitFor()
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'detached' })
    t.equal(new URL(page.url()).hash, '#/alerts')
    await page.waitForFunction(() => document.activeElement?.textContent === 'Delivery 1')
  })

  await t.test('lists the alerts of other clients at once, the newest first', async t => {
    const { page, app } = await visit(t, { hash: HASH })
    await page.getByText('No alerts yet').waitFor()
    for (const event of ['alert.open', 'alert.update']) {
      await control(app, 'POST', '/alerts', { project: STAGING, event })
    }
    const rows = page.getByRole('table').getByRole('row')
    await rows.nth(2).waitFor()
    t.match(await rows.allInnerTexts(), [/^Time/, /Delivery 2\s+alert\.update/, /Delivery 1\s+alert\.open/])
    await control(app, 'POST', '/reset')
    await page.getByText('No alerts yet').waitFor()
  })

  await t.test('says that a delivery does not exist', async t => {
    const { page } = await visit(t, { hash: '#/alerts/99' })
    await page.getByRole('dialog', { name: 'Delivery 99' }).getByText('does not exist').waitFor()
    await page.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    t.equal(new URL(page.url()).hash, '#/alerts')
  })

  await t.test('shows external deliveries, missing signatures and failed templates', async t => {
    const url = await receiver(t)
    const { page, app } = await visit(t, { app: { settings: { deliverTo: ['127.0.0.1'] } } })
    const { projects } = await newSandbox(app, {
      projects: [
        { name: 'external', integrations: [{ type: 'WEBHOOK', url, bodyTemplate: `\${nothing}` }] },
        { name: 'closed', integrations: [{ type: 'WEBHOOK', url: 'http://127.0.0.1:1' }] }
      ]
    })
    for (const { id } of projects) await control(app, 'POST', '/alerts', { project: id })
    const drawer = page.getByRole('dialog')
    const texts: string[] = []
    for (const id of ['1', '2']) {
      await go(page, `alerts/${id}`)
      await page.getByRole('dialog', { name: `Delivery ${id}` }).waitFor()
      texts.push(await drawer.innerText())
    }
    t.match(texts, [
      /not signed\s+The webhook has no secret.*Set a secret.*externally\s+204\s+The receiver responded after.*Body: failed; the default was sent\s+Headers: no template\s+bodyTemplate: missing value/s,
      /externally\s+no response\s+Sent; no response after .*\s+the connection failed: ECONNREFUSED/s
    ])
    t.equal(await drawer.getByRole('button', { name: 'Verify the signature' }).count(), 0)
    t.equal(
      await drawer.getByRole('link', { name: 'Set a secret' }).getAttribute('href'),
      '#/integrations/WEBHOOK'
    )
  })

  await t.test('is accessible in both languages and themes, at every width', async t => {
    for (const [locale, colorScheme, width] of [
      ['en-US', 'light', 1440],
      ['en-US', 'dark', 390],
      ['zh-CN', 'light', 390],
      ['zh-CN', 'dark', 1760]
    ] as const) {
      const { page } = await visit(t, {
        hash: HASH,
        context: { locale, colorScheme, viewport: { width, height: 844 } },
        prepare: app => control(app, 'POST', '/alerts', { project: STAGING })
      })
      const place = `${locale}, ${colorScheme}, ${width}`
      const isTooWide = () => page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
      await page.getByRole('table').waitFor()
      await page.getByRole('link', { name: /Webhook/ }).waitFor()
      t.ok((await shift(page)) < 0.05, place)
      await page.getByRole('button', { expanded: false }).and(page.locator('[aria-controls]')).click()
      await page.locator('textarea:visible').first().waitFor()
      await page.getByRole('main').locator('button[type=submit]').click()
      await page.getByRole('main').getByRole('alert').waitFor()
      t.strictSame(await barriers(page), [], place)
      t.notOk(await isTooWide(), place)
      await go(page, 'alerts/1')
      const drawer = page.getByRole('dialog')
      await drawer.waitFor()
      await drawer.getByRole('button', { expanded: false }).last().click()
      await drawer.getByRole('region', { name: 'Node.js' }).waitFor()
      t.strictSame(await barriers(page), [], `${place}, drawer`)
      t.notOk(await isTooWide(), `${place}, drawer`)
      const box = await drawer.boundingBox()
      t.equal(box?.width, Math.min(width, 704), `${place}, drawer`)
    }
  })
})
