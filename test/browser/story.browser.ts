import t from 'tap'
import { as, DEMO, integrations } from '../app.ts'
import { control } from '../control/control.ts'
import { SKIP, visit } from './browser.ts'

t.test('journal and guided steps', { skip: SKIP }, async t => {
  await t.test('guides a first-time user through the steps', async t => {
    const { page } = await visit(t)
    const save = () => page.getByRole('button', { name: 'Save' }).click()
    const example = () => page.getByRole('button', { name: 'Fill in an example' }).click()
    const done = () => page.getByText('✓ done')

    await page.getByRole('button', { name: 'Connect a service' }).click()
    await example()
    await save()
    await page.getByText('Saved.').waitFor()
    const saved = await page.getByRole('status').filter({ hasText: 'Saved.' }).innerText()
    t.match(saved, /\*{28}cdef/, 'the response redacts the secret')

    await page.getByRole('button', { name: 'Create it again' }).click()
    await example()
    await save()
    await page.getByRole('alert').getByText('INTEGRATION_ALREADY_CONFIGURED').waitFor()

    await page.getByRole('button', { name: 'Use a weaker role' }).click()
    await example()
    await save()
    await page.getByRole('alert').getByText('USER_UNAUTHORIZED').waitFor()

    await page.getByRole('button', { name: 'Simulate an outage' }).click()
    await page
      .getByRole('button', { name: /500 Internal Server Error/ })
      .first()
      .click()
    await page.getByText('500 UNEXPECTED_ERROR on every call').first().waitFor()
    await page.getByRole('link', { name: 'Integrations', exact: true }).click()
    await page.getByRole('button', { name: 'Refresh' }).click()
    await page.getByRole('alert').getByText('Atlas returned 500').waitFor()
    await done().nth(3).waitFor()
    t.equal(await done().count(), 4, 'marks the steps as done')

    await page.getByRole('button', { name: 'Look at the requests in the journal' }).click()
    const list = page.getByRole('main')
    for (const sign of ['INTEGRATION_ALREADY_CONFIGURED', 'USER_UNAUTHORIZED', '500']) {
      await list.getByText(sign).first().waitFor()
    }
    await page.getByRole('button', { name: 'Show them' }).click()
    await list.getByText('UNEXPECTED_ERROR').first().waitFor()
    await list.getByText('USER_UNAUTHORIZED').first().click()
    await page
      .getByText('readonly has GROUP_READ_ONLY on demo; this call requires GROUP_OWNER')
      .first()
      .waitFor()
    await page.getByRole('link', { name: 'Integrations', exact: true }).click()
    await done().nth(4).waitFor()
    await page.getByRole('button', { name: 'Hide' }).click()
    await page.reload()
    await page.getByRole('heading', { name: 'Webhook' }).waitFor()
    t.equal(await page.getByText('Connect a service').count(), 0, 'stays hidden')
    await page.getByRole('button', { name: 'Five things to try' }).click()
    await page.getByText('Connect a service').waitFor()
  })

  await t.test('shows requests of all clients as they arrive', async t => {
    const { page, app } = await visit(t, { hash: '#/journal' })
    await page.getByText('Live', { exact: true }).waitFor()
    await as(app, 'outsider', { url: integrations(DEMO) })
    await page.getByText('NOT_IN_GROUP').waitFor()
    await as(app, 'prjowner', {
      method: 'POST',
      url: integrations(DEMO, 'DATADOG'),
      body: { apiKey: 'nothex' }
    })
    await page.getByText('INVALID_INTEGRATION_SETTINGS').first().waitFor()

    await page.getByRole('searchbox', { name: 'Search' }).fill('outsider')
    await page.getByText('INVALID_INTEGRATION_SETTINGS').first().waitFor({ state: 'detached' })
    await page.getByRole('searchbox', { name: 'Search' }).fill('no such thing')
    await page.getByRole('button', { name: 'Clear filter' }).click()
    await page.getByText('INVALID_INTEGRATION_SETTINGS').first().waitFor()
    await page.getByText('NOT_IN_GROUP').first().click()
    t.match(page.url(), /#\/journal\/\d+$/, 'each request has an address')
    await page.getByText('GROUP_OWNER · elsewhere').waitFor()
    await page.goBack()
    await page.getByText('GROUP_OWNER · elsewhere').waitFor({ state: 'detached' })
  })

  await t.test('masks secrets in the journal', async t => {
    const { page, app } = await visit(t, { hash: '#/journal' })
    await page.getByText('Live', { exact: true }).waitFor()
    const apiKey = 'fedcba9876543210fedcba9876543210'
    await as(app, 'prjowner', { method: 'POST', url: integrations(DEMO, 'DATADOG'), body: { apiKey } })
    await page.getByText('createGroupIntegration').first().click()
    await page.getByText('Why this response').waitFor()
    const shown = await page.content()
    t.match(shown, '****************************3210')
    t.notMatch(shown, apiKey)
  })

  await t.test('shows the last failed verification with its near misses', async t => {
    const { page, app } = await visit(t, { hash: '#/journal' })
    await as(app, 'prjowner', {
      method: 'POST',
      url: integrations(DEMO, 'SLACK'),
      body: { apiToken: 'x', channelName: 'alerts' }
    })
    await control(app, 'POST', '/requests/verify', {
      match: { operation: 'createGroupIntegration', integrationType: 'DATADOG' }
    })
    await page.getByText('Last failed verification').click()
    await page.getByText('expected "DATADOG", was "SLACK"').waitFor()
    t.match(await page.getByRole('main').innerText(), /at least 1/)
  })

  await t.test('pauses, clears and downloads the journal', async t => {
    const { page, app } = await visit(t, { hash: '#/journal' })
    await page.getByText('Live', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Pause' }).click()
    await as(app, 'outsider', { url: integrations(DEMO) })
    await page.getByRole('button', { name: /Show \d new request/ }).waitFor()
    t.equal(await page.getByText('NOT_IN_GROUP').count(), 0)
    await page.getByRole('button', { name: /Show \d new request/ }).click()
    await page.getByText('NOT_IN_GROUP').waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download HAR' }).click()
    ])
    t.match(download.suggestedFilename(), /\.har$/)
    await page.getByRole('button', { name: 'Clear journal' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Clear' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByText('NOT_IN_GROUP').waitFor({ state: 'detached' })
    t.match((await control(app, 'GET', '/requests')).json, { results: [] })
  })

  await t.test('stays responsive with a thousand requests at once', async t => {
    const { page, app } = await visit(t, { hash: '#/journal' })
    await page.getByText('Live', { exact: true }).waitFor()
    for (let at = 0; at < 1200; at += 1)
      await app.server.inject({ url: '/api/atlas/v2/nothing', headers: { prefer: 'x' } })
    await page
      .getByText(/1,?000/)
      .first()
      .waitFor()
    await page.getByRole('searchbox', { name: 'Search' }).fill('nothing')
    await page.getByText('RESOURCE_NOT_FOUND').first().waitFor()
    t.pass()
  })
})
