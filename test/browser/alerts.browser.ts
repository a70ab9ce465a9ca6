import t from 'tap'
import { STAGING } from '../app.ts'
import { serverOf } from '../cli/process.ts'
import { control, newSandbox } from '../control/control.ts'
import { go, layoutShift, onScreens, SKIP, select, visit } from './browser.ts'

const HASH = '#/alerts'

type App = Parameters<typeof control>[0]

t.test('alerts', { skip: SKIP }, async t => {
  await t.test('reports a missing webhook to an identity that cannot see the integrations', async t => {
    const { page } = await visit(t, { hash: HASH })
    await page.getByRole('link', { name: 'Configure Webhook' }).waitFor()
    await select(page, 'Identity', / · fencedin$/)
    await page.getByRole('button', { name: 'Send test alert' }).click()
    await page.getByRole('alert').getByText('The project demo has no webhook.').waitFor()
    t.pass()
  })

  await t.test('shows the signature check, headers and body of an alert; sends the chosen event', async t => {
    const { page } = await visit(t, { hash: HASH })
    await select(page, 'Project', 'staging')
    await page.getByText('https://example.com/••••tlas').waitFor()
    await page.getByRole('button', { name: 'Send test alert' }).click()
    const button = page.getByRole('button', { name: 'Delivery 1', expanded: true })
    t.match(
      await button.innerText(),
      /^Delivery 1\s+alert\.open\s+valid signature\s+received by the mock only\s+staging · /
    )
    t.match(new URL(page.url()).hash, /^#\/alerts\/1\?/)
    const panel = page.getByRole('region', { name: 'Delivery 1' })
    t.match(
      await panel.innerText(),
      /X-MMS-Signature is valid.*Not delivered over the network:\s+POST https:\/\/example\.com\/\*{4}tlas\s+--deliver-to does not include this host.*guess: an alert is sent with Connection: close.*X-MMS-Event: alert\.open\nX-MMS-Signature: \S+=\n.*contradicted: in an alert: its only link.*"eventTypeName": /s
    )
    t.equal(await panel.locator('mark').count(), 0)
    await button.press('Enter')
    await panel.getByText('X-MMS-Event: ').waitFor({ state: 'detached' })
    t.match(new URL(page.url()).hash, /^#\/alerts\?/)
    const event = page.getByRole('combobox', { name: 'Event' })
    await event.click()
    const events = ['open', 'close', 'update', 'acknowledge', 'cancel', 'inform']
    t.strictSame(
      await page.getByRole('option').allInnerTexts(),
      events.map(name => `alert.${name}`)
    )
    await page.getByRole('option', { name: 'alert.inform' }).click()
    await page.getByRole('button', { name: 'Send test alert' }).click()
    await page.getByRole('button', { name: /^Delivery 2 alert.inform/ }).waitFor()
    t.equal(await event.inputValue(), 'alert.inform')
  })

  await t.test('lists the alerts of other clients immediately, newest first', async t => {
    const { page, app } = await visit(t, { hash: HASH })
    await page.getByText('No alerts yet.').waitFor()
    for (const event of ['alert.open', 'alert.update']) {
      await control(app, 'POST', '/alerts', { project: STAGING, event })
    }
    const buttons = page.getByRole('button', { name: 'Delivery' })
    await buttons.nth(1).waitFor()
    t.match(await buttons.allInnerTexts(), [/^Delivery 2\s+alert\.update/, /^Delivery 1\s+alert\.open/])
    await control(app, 'POST', '/reset')
    await page.getByText('No alerts yet.').waitFor()
  })

  await t.test('shows deliveries over the network, missing signatures and failed templates', async t => {
    const url = `http://127.0.0.1:${await serverOf(t, (_request, response) => response.writeHead(204).end())}`
    const { page, app } = await visit(t, { app: { settings: { deliverTo: ['127.0.0.1'] } } })
    const { projects } = await newSandbox(app, {
      projects: [
        { name: 'external', integrations: [{ type: 'WEBHOOK', url, bodyTemplate: `\${nothing}` }] },
        { name: 'closed', integrations: [{ type: 'WEBHOOK', url: 'http://127.0.0.1:1' }] }
      ]
    })
    for (const { id } of projects) await control(app, 'POST', '/alerts', { project: id })
    await go(page, 'alerts')
    const rows = page.getByRole('button', { name: 'Delivery' })
    await rows.nth(1).waitFor()
    t.match(await rows.allInnerTexts(), [
      /^Delivery 2\s+alert\.open\s+not signed\s+no response\s+closed/,
      /^Delivery 1\s+alert\.open\s+not signed\s+204\s+external/
    ])
    const texts: string[] = []
    for (const id of ['1', '2']) {
      await go(page, `alerts/${id}`)
      await page.getByRole('button', { name: `Delivery ${id}`, expanded: true }).waitFor()
      texts.push(await page.getByRole('region', { name: `Delivery ${id}` }).innerText())
    }
    t.match(texts, [
      /has no secret.*Delivery over the network:\s+POST \S+\s+204\s+\d.*A template failed, .*: bodyTemplate: missing value/is,
      /Delivery over the network:\s+POST \S+\s+no response.*the connection failed: ECONNREFUSED/is
    ])
  })

  const prepare = (app: App) => control(app, 'POST', '/alerts', { project: STAGING })
  await onScreens(t, { hash: `${HASH}/1`, prepare }, async ({ t, page, check }) => {
    await page.getByText('X-MMS-Event: ').waitFor()
    await check('delivery')
    t.ok((await layoutShift(page)) < 0.05)
    await go(page, 'alerts/WEBHOOK')
    await page.locator('form').waitFor()
    await check('form')
  })
})
