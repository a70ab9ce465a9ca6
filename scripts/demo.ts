import type { AddressInfo } from 'node:net'
import type { Locator, Page } from 'playwright-core'
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
 * @returns the names of what it pressed, as the page shows them, in order
 */
export async function performDemo(
  page: Page,
  language: keyof typeof TABLES,
  takeScreenshot: TakeScreenshot = async () => undefined
): Promise<readonly string[]> {
  const { alerts, common, exchange, faults, form, identity, integrations, requests, shell } = TABLES[language]
  const pressed: string[] = []
  const press = async (name: string, target: Locator) => {
    pressed.push(name)
    await target.click()
  }
  const button = (name: string) => press(name, page.getByRole('button', { name, exact: true }))
  const link = (name: string, accessibleName = name) =>
    press(name, page.getByRole('link', { name: accessibleName, exact: true }))
  const view = (name: keyof typeof shell.views) =>
    press(shell.views[name], page.getByRole('tab', { name: shell.views[name] }))
  const see = (text: string) => page.getByText(text).filter({ visible: true }).first().waitFor()
  const selectIdentity = async (name: string) => {
    await page.getByRole('combobox', { name: identity.label }).click()
    await page.getByRole('option', { name }).first().click()
  }
  const save = async () => {
    await button(form.example)
    await button(form.save)
  }
  const configure = (label: string) => link(integrations.configure, `${integrations.configure} ${label}`)
  const close = () =>
    press(common.close, page.getByRole('dialog').getByRole('button', { name: common.close }).last())

  await configure('Datadog')
  await save()
  await see('"results"')
  await takeScreenshot('form')

  const { create } = form.operations
  await press(create, page.getByText(create, { exact: true }))
  await save()
  await see('INTEGRATION_ALREADY_CONFIGURED')
  await close()

  await selectIdentity('readonly')
  await configure('Slack')
  await save()
  await see('USER_UNAUTHORIZED')
  await see('GROUP_READ_ONLY')
  await takeScreenshot('refused')
  const retry = exchange.retryAs('orgowner')
  await press(retry, page.getByRole('dialog').getByRole('button', { name: retry }))
  await see(form.saved)
  await close()
  await selectIdentity('orgowner')
  await takeScreenshot('integrations')

  await view('faults')
  await button(faults.add)
  await see(faults.fired(0, 2))
  await takeScreenshot('faults')
  await view('integrations')
  for (const expected of [
    faults.fired(1, 2),
    integrations.listFailed,
    integrations.sections.logIntegrations
  ]) {
    await button(integrations.refresh)
    await see(expected)
  }

  await view('requests')
  await page.getByText('USER_UNAUTHORIZED').first().click()
  await see('GROUP_READ_ONLY')
  await button(requests.compare)
  await page.getByRole('region', { name: requests.differences }).waitFor()
  await takeScreenshot('compare')

  await view('alerts')
  await link(`${integrations.configure} Webhook`)
  await save()
  await see(form.saved)
  await close()
  await button(alerts.send)
  await see('X-MMS-Signature')
  await takeScreenshot('alerts')
  return pressed
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
        // Only the README shows both languages and both color schemes.
        if (name !== 'integrations' && suffix !== 'light') return
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
