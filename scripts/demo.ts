import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { buildApp } from '../src/app.ts'
import { en } from '../src/console/page/words/en.ts'
import { zh } from '../src/console/page/words/zh.ts'
import { launchChromium } from './chromium.ts'

const FOLDER = new URL('../docs/images/', import.meta.url).pathname
const TABLES = { en, zh }

/** Called at each view shown in the documentation. */
type TakeScreenshot = (name: string) => Promise<unknown>

/**
 * Performs the steps of `docs/DEMO.md` in an open page. Throws if an expected text does not appear.
 *
 * @param language of the page
 */
export async function performDemo(
  page: Page,
  language: keyof typeof TABLES,
  takeScreenshot: TakeScreenshot = async () => undefined
): Promise<void> {
  const words = TABLES[language]
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const link = (name: string) => page.getByRole('link', { name, exact: true })
  const see = (text: string) => page.getByText(text).filter({ visible: true }).first().waitFor()
  const view = (name: keyof typeof words.shell.views) =>
    page.getByRole('tab', { name: words.shell.views[name] }).click()
  const selectIdentity = async (name: string) => {
    await page.getByRole('combobox', { name: words.identity.label }).click()
    await page.getByRole('option', { name }).first().click()
  }
  const save = async () => {
    await button(words.form.example).click()
    await button(words.form.save).click()
  }
  const configure = async (label: string) => {
    await link(`${words.integrations.configure} ${label}`).click()
    await save()
    await see('"results"')
  }
  const leaveForm = () =>
    page.getByRole('dialog').getByRole('button', { name: words.common.close }).first().click()

  await configure('PagerDuty')
  await leaveForm()
  await configure('Datadog')
  await takeScreenshot('form')

  await page.getByText(words.form.operations.create, { exact: true }).click()
  await save()
  await see('INTEGRATION_ALREADY_CONFIGURED')
  await leaveForm()

  await configure('Webhook')
  await leaveForm()
  await link(`${words.integrations.edit} Webhook`).waitFor()
  await takeScreenshot('integrations')

  await selectIdentity('readonly')
  await link(`${words.integrations.configure} Slack`).click()
  await save()
  await see('USER_UNAUTHORIZED')
  await leaveForm()
  await selectIdentity('orgowner')

  await view('faults')
  await page.getByRole('button', { name: /^500/ }).click()
  await see('500 UNEXPECTED_ERROR')
  await takeScreenshot('faults')
  await view('integrations')
  await button(words.integrations.refresh).click()
  await see('UNEXPECTED_ERROR')
  await view('faults')
  await page.getByRole('button', { name: /^500/ }).click()
  await see(words.status.quiet)

  await view('requests')
  await see('UNEXPECTED_ERROR')
  await page.getByText('USER_UNAUTHORIZED').first().click()
  await see('GROUP_READ_ONLY')
  await takeScreenshot('requests')

  await view('alerts')
  await button(words.alerts.send).click()
  await see('X-MMS-Signature')
  await takeScreenshot('alerts')
}

/* c8 ignore start -- the command; tests import only the function */
if (import.meta.main) {
  const { server } = await buildApp({ logStream: { write: () => undefined } })
  await server.listen({ host: '127.0.0.1', port: 0 })
  const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`
  const browser = await launchChromium()
  for (const language of ['en', 'zh'] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await fetch(`${url}/_mock/v1/reset`, { method: 'POST' })
      const page = await browser.newPage({
        viewport: { width: 1280, height: 860 },
        locale: language === 'en' ? 'en-US' : 'zh-CN',
        timezoneId: 'UTC',
        colorScheme,
        reducedMotion: 'reduce'
      })
      await page.goto(url)
      const suffix = language === 'en' ? colorScheme : `${language}-${colorScheme}`
      await performDemo(page, language, async name => {
        await page.evaluate(() => scrollTo(0, 0))
        await page.screenshot({ path: `${FOLDER}${name}-${suffix}.png`, animations: 'disabled' })
      })
      await page.close()
    }
  }
  await browser.close()
  await server.close()
}
/* c8 ignore stop */
