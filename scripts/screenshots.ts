import { mkdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { buildApp } from '../src/app.ts'
import { launchChromium } from './chromium.ts'

/** Takes the screenshots of the console for the README. Requires `npm run build`. */
const FOLDER = 'docs/images'

mkdirSync(FOLDER, { recursive: true })
const { server } = await buildApp({ logStream: { write: () => undefined } })
await server.listen({ host: '127.0.0.1', port: 0 })
const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`
const browser = await launchChromium()
for (const colorScheme of ['light', 'dark'] as const) {
  await fetch(`${url}/_mock/v1/reset`, { method: 'POST' })
  const page = await browser.newPage({
    viewport: { width: 1280, height: 860 },
    locale: 'en-US',
    timezoneId: 'UTC',
    colorScheme,
    reducedMotion: 'reduce'
  })
  for (const [name, show] of Object.entries({ integrations, form, journal, stage, alerts })) {
    await show(page)
    await page.screenshot({ path: `${FOLDER}/${name}-${colorScheme}.png` })
  }
  await page.close()
}
await browser.close()
await server.close()

async function save(page: Page, type: string): Promise<void> {
  await page.goto(`${url}/#/integrations/${type}`)
  await page.getByRole('button', { name: 'Fill in an example' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
}

async function integrations(page: Page): Promise<void> {
  for (const type of ['PAGER_DUTY', 'WEBHOOK']) {
    await save(page, type)
    await page.getByText('Saved.').waitFor()
  }
  await page.goto(`${url}/#/integrations`)
  await page.getByRole('button', { name: 'Delete Webhook' }).waitFor()
}

async function form(page: Page): Promise<void> {
  await page.goto(`${url}/#/integrations/DATADOG`)
  await page.getByRole('textbox', { name: 'API key' }).fill('not-hexadecimal')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('alert').waitFor()
  await page.evaluate(() => scrollTo(0, 320))
}

async function journal(page: Page): Promise<void> {
  await page.goto(`${url}/#/integrations`)
  await page.getByLabel('Act as').selectOption('seed readonly')
  await save(page, 'SLACK')
  await page.getByRole('alert').waitFor()
  await page.goto(`${url}/#/journal`)
  await page.getByText('USER_UNAUTHORIZED').first().click()
  await page.getByText('Why this response').waitFor()
}

async function stage(page: Page): Promise<void> {
  await page.goto(`${url}/#/stage`)
  await page.getByRole('button', { name: '500 Internal Server Error' }).first().click()
  await page.getByText('500 UNEXPECTED_ERROR on every call').first().waitFor()
}

async function alerts(page: Page): Promise<void> {
  await page.goto(`${url}/#/inbox`)
  await page.getByRole('button', { name: 'Send a test alert' }).click()
  await page.getByRole('heading', { name: /^Delivery/ }).waitFor()
}
