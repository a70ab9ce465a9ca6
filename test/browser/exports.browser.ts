import type { Page } from 'playwright-core'
import t from 'tap'
import type { App } from '../../src/app.ts'
import { DEMO } from '../app.ts'
import { button, createExample, exampleOf, field, go, SKIP, visit } from './browser.ts'

/** Returns the settings of the project's integrations. */
const stored = (app: App, resource: 'logIntegrations' | 'metricIntegrations') =>
  app.services[resource]
    .listing(DEMO)
    .page(0, 500)
    .map(({ settings }) => settings)
const logs = (app: App) => stored(app, 'logIntegrations')

const card = (page: Page, name: string) => page.getByRole('article', { name, exact: true })

async function save(page: Page): Promise<void> {
  // The page may still show that it has saved before.
  const saved = page.waitForResponse(response => ['POST', 'PUT'].includes(response.request().method()))
  await button(page, 'Save').click()
  await saved
  await page.getByRole('status').getByText('Saved').waitFor()
}

async function close(page: Page): Promise<void> {
  await go(page, 'integrations')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

t.test('log and metric integrations', { skip: SKIP }, async t => {
  await t.test(
    'adds, edits and deletes a log integration; unchanged redacted values keep the secret',
    async t => {
      const { page, app } = await visit(t, { context: { viewport: { width: 1280, height: 720 } } })
      await page.getByRole('link', { name: 'Add OpenTelemetry logs' }).click()
      await button(page, 'Save').click()
      t.equal(await page.getByText('This field is required.').count(), 3)
      await page.getByRole('checkbox', { name: 'MONGOS', exact: true }).check()
      await field(page, 'Endpoint').fill('https://192.0.2.1/v1/logs')
      await field(page, 'Name 1').fill('api-key')
      await button(page, 'Save').click()
      await page.getByText('Complete or remove each row.').waitFor()
      await field(page, 'Value 1').fill('a-secret-token')
      await save(page)
      const created = {
        type: 'OTEL_LOG_EXPORT',
        logTypes: ['MONGOS'],
        otelEndpoint: 'https://192.0.2.1/v1/logs',
        otelSuppliedHeaders: [{ name: 'api-key', value: 'a-secret-token' }]
      }
      t.strictSame(logs(app), [created])
      await page.getByRole('checkbox', { name: 'EVENTS' }).check()
      await save(page)
      t.strictSame(logs(app), [{ ...created, logTypes: ['MONGOS', 'EVENTS'] }], 'saves again with a PUT')
      await close(page)

      const shown = page.getByRole('article', { name: /^OpenTelemetry logs [0-9a-f]{24}$/ })
      await shown.and(page.locator('[data-new]')).waitFor()
      await shown.getByText('MONGOS, EVENTS').waitFor()
      const { y = -1, height = 0 } = (await shown.boundingBox()) ?? {}
      t.ok(y >= 0 && y + height <= 720, `the new card is in view: ${y} to ${y + height}`)
      t.match(
        await shown.innerText(),
        /^OT\s+OpenTelemetry\s+\w{4}…\w{4}\s+Headers\s+api-key: ••••oken\s+Endpoint\s+https:.*\s+Log types\s+MONGOS, EVENTS\s+Edit\s+Delete$/s
      )
      await shown.getByRole('link', { name: 'Edit' }).click()
      t.equal(await field(page, 'Value 1').inputValue(), '**********oken')
      t.equal(await page.locator('[data-new]').count(), 0, 'marked until the next action')
      await button(page, 'Add row').click()
      await field(page, 'Name 2').fill('tenant')
      await field(page, 'Value 2').fill('acme')
      await page.getByRole('checkbox', { name: 'MONGOS', exact: true }).uncheck()
      await save(page)
      const added = { ...created, logTypes: ['EVENTS'] }
      t.strictSame(logs(app), [
        { ...added, otelSuppliedHeaders: [...created.otelSuppliedHeaders, { name: 'tenant', value: 'acme' }] }
      ])
      await button(page, 'Remove row 2').click()
      await save(page)
      t.strictSame(logs(app), [added])
      await close(page)

      await shown.getByRole('button', { name: 'Delete' }).click()
      await page
        .getByRole('dialog', { name: 'Delete OpenTelemetry logs' })
        .getByText('Delete', { exact: true })
        .click()
      await shown.waitFor({ state: 'detached' })
      t.strictSame(logs(app), [])
      await page.waitForFunction(() => document.activeElement?.id === 'OTEL_LOG_EXPORT')
    }
  )

  await t.test('edits the integration whose ID is in the address', async t => {
    const { page, app } = await visit(t, { hash: '#/integrations' })
    const ids = [await createExample(app, 'SPLUNK_LOG_EXPORT'), await createExample(app, 'SPLUNK_LOG_EXPORT')]
    for (const id of ids) await card(page, `Splunk logs ${id}`).waitFor()
    t.equal(await page.locator('[data-new]').count(), 0, 'nothing is new')
    await go(page, `integrations/SPLUNK_LOG_EXPORT/${ids[1]}`)
    await field(page, 'HEC URL').fill('https://192.0.2.9/')
    await save(page)
    const example = exampleOf('SPLUNK_LOG_EXPORT')
    t.strictSame(logs(app), [example, { ...example, hecUrl: 'https://192.0.2.9/' }])
  })

  await t.test('adds and edits a metric integration', async t => {
    const { page, app } = await visit(t)
    await page.getByRole('link', { name: 'Add OpenTelemetry metrics' }).click()
    await button(page, 'Fill in an example').click()
    await save(page)
    await close(page)
    await page.getByRole('link', { name: 'Edit OpenTelemetry metrics' }).click()
    await page.getByRole('checkbox', { name: 'HARDWARE_METRICS' }).check()
    await save(page)
    t.match(stored(app, 'metricIntegrations'), [
      {
        metricSelection: ['MONGODB_METRICS', 'HARDWARE_METRICS'],
        headers: [{ name: 'api-key', value: 'example-token' }]
      }
    ])
  })
})
