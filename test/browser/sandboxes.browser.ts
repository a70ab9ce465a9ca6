import type { Locator, Page } from 'playwright-core'
import t from 'tap'
import type { App } from '../../src/app.ts'
import { integrations } from '../app.ts'
import { asKey, control, newSandbox } from '../control/control.ts'
import { layoutShift, onScreens, SKIP, selected, visit } from './browser.ts'

const HASH = '#/sandboxes'
const PERMISSIONS = { permissions: ['clipboard-read', 'clipboard-write'] }
const SLACK = { type: 'SLACK', apiToken: 'xoxb-a-token', channelName: 'alerts' } as const

/** Creates the sandbox `showcase` on the page; its credentials are shown. */
async function create(page: Page): Promise<void> {
  await page.getByLabel('Name (optional)').fill('showcase')
  await page.getByLabel('Project names').fill('orders, billing，carts,')
  await page.getByRole('button', { name: 'Create sandbox' }).click()
  await page.getByRole('dialog', { name: 'Sandbox showcase created' }).waitFor()
}

t.test('sandboxes', { skip: SKIP }, async t => {
  await t.test('shows the credentials of a new sandbox once, and keeps them for this tab', async t => {
    const { page, app } = await visit(t, { hash: HASH, context: PERMISSIONS })
    await create(page)
    const dialog = page.getByRole('dialog')
    await dialog.getByText('does not show these secrets again').waitFor()
    const { json } = await control(app, 'GET', '/sandboxes')
    const { results } = json as { results: { id: string; projects: { id: string; name: string }[] }[] }
    t.match(results, [
      { name: 'showcase', projects: [{ name: 'orders' }, { name: 'billing' }, { name: 'carts' }] }
    ])
    const project = results[0]?.projects[0]?.id ?? ''
    const text = await dialog.innerText()
    const [, publicKey = '', privateKey = ''] = /Public key: (\S+)\nPrivate key: (\S+)/.exec(text) ?? []
    const { status } = await asKey(app, { publicKey, privateKey }, { url: integrations(project) })
    t.equal(status, 200)
    const copy = async (name: string) => {
      await dialog.getByRole('button', { name: `Copy as environment variables: ${name}` }).click()
      return await page.evaluate(() => navigator.clipboard.readText())
    }
    t.match(
      await copy('Owner · API key (HTTP Digest)'),
      `export MONGODB_ATLAS_PUBLIC_KEY='${publicKey}'\nexport MONGODB_ATLAS_PRIVATE_KEY='${privateKey}'\n`
    )
    t.match(
      await copy('Reader · Service account (OAuth 2.0)'),
      /^export MONGODB_ATLAS_CLIENT_SECRET='mdb_sa_sk_/m
    )

    await dialog.getByRole('button', { name: 'Done' }).click()
    await dialog.waitFor({ state: 'detached' })
    t.notMatch(await page.locator('body').innerText(), privateKey)
    await page.locator('button:focus', { hasText: 'Create sandbox' }).waitFor()
    t.match(await page.locator('[data-new]').allInnerTexts(), [/^showcase\s/], 'marked')
    await page.reload()
    await page.getByRole('rowheader', { name: 'showcase' }).waitFor()
    t.equal(await page.locator('[data-new]').count(), 0)
    const field = page.getByRole('banner').getByRole('combobox', { name: 'Identity' })
    await field.click()
    t.match(await page.getByRole('group', { name: 'Sandbox showcase' }).getByRole('option').allInnerTexts(), [
      /^ORG_OWNER · \w{8} · showcase$/,
      /^ORG_OWNER · mdb_sa_id_\w{4}…\w{4} · showcase$/,
      /^ORG_READ_ONLY · \w{8} · showcase$/,
      /^ORG_READ_ONLY · mdb_sa_id_\w{4}…\w{4} · showcase$/
    ])
    const labels = await page.getByRole('option').allInnerTexts()
    for (const width of [1024, 390]) {
      await page.setViewportSize({ width, height: 844 })
      const visible = await field.evaluate((input, labels) => {
        const { font, paddingLeft, paddingRight } = getComputedStyle(input)
        const canvas = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D
        canvas.font = font
        const room = input.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight)
        return labels.map(label => {
          let end = label.length
          while (canvas.measureText(label.slice(0, end)).width > room) end -= 1
          return label.slice(0, end)
        })
      }, labels)
      t.equal(new Set(visible).size, labels.length, `all differ in ${width} pixels: ${visible.join(', ')}`)
    }
  })

  await t.test(
    'shows why a sandbox cannot be created; uses the owner and the first project of a created one',
    async t => {
      const { page } = await visit(t, { hash: HASH })
      await page.getByLabel('Project names').fill(Array.from({ length: 101 }, (_, at) => `p${at}`).join())
      await page.getByLabel('Project names').press('Enter')
      await page.getByRole('alert').getByText('/projects').waitFor()
      t.equal(await page.getByRole('dialog').count(), 0)
      await create(page)
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Use showcase' }).click()
      await page.locator('input[value*=" · showcase"]').waitFor()
      t.match(await selected(page), [/^ORG_OWNER · \w{8} · showcase$/, 'orders'])
      t.match(new URL(page.url()).hash, /^#\/integrations\?as=\w+&project=orders$/)
    }
  )

  await t.test('lists the sandboxes of other clients without their credentials', async t => {
    const { page, app } = await visit(t, { hash: HASH })
    await page.getByText('No sandboxes').waitFor()
    await page.getByText('POST /_mock/v1/sandboxes').waitFor()
    for (const name of ['test-1', 'test-2']) await newSandbox(app, { name })
    const rows = page.getByRole('table').getByRole('row')
    await rows.nth(1).waitFor()
    t.match(await rows.allInnerTexts(), [
      /^test-2\s+project · [0-9a-f]{24} · .*not stored in this tab/s,
      /^test-1\s/
    ])
    t.equal(await page.getByRole('button', { name: /^Use / }).count(), 0)
  })

  await t.test('resets a sandbox to its initial content', async t => {
    const { page, app } = await visit(t, { hash: HASH })
    const { id, projects } = await newSandbox(app, {
      name: 'showcase',
      projects: [{ name: 'orders', integrations: [SLACK] }]
    })
    const project = projects[0]?.id ?? ''
    app.services.store.integrations.remove(project, 'SLACK')
    const reset = page.getByRole('button', { name: 'Reset showcase' })
    await page.route('**/reset', route => route.fulfill({ status: 500, json: { detail: 'out of memory' } }))
    await reset.click()
    await page.getByRole('alert').getByText('out of memory').waitFor()
    await page.unroute('**/reset')
    await reset.click()
    await page.getByText('Sandbox showcase reset.').waitFor()
    await page.getByText('out of memory').waitFor({ state: 'detached' })
    t.ok(app.services.store.integrations.find(project, 'SLACK'))
    t.match(await control(app, 'GET', `/sandboxes/${id}`), { status: 200 })
  })

  await t.test('deletes a sandbox after a confirmation', async t => {
    const { page, app } = await visit(t, { hash: HASH })
    await create(page)
    await page.getByRole('button', { name: 'Done' }).click()
    const button = page.getByRole('button', { name: 'Delete showcase' })
    await button.click()
    const dialog = page.getByRole('dialog', { name: 'Delete sandbox showcase?' })
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.waitForFunction(() => document.activeElement?.ariaLabel === 'Delete showcase')

    await button.click()
    await page.route('**/sandboxes/*', route => route.fulfill({ status: 500, json: { title: 'No' } }))
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await dialog.getByRole('alert').getByText('No', { exact: true }).waitFor()
    await page.unroute('**/sandboxes/*')
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await page.getByText('No sandboxes yet').waitFor()
    await dialog.waitFor({ state: 'detached' })
    t.match((await control(app, 'GET', '/sandboxes')).json, { results: [] })
    await page.waitForFunction(() => document.activeElement?.textContent?.startsWith('No sandboxes'))
    t.match(await selected(page), ['ORG_OWNER · orgowner', 'demo'])
  })

  const prepare = (app: App) => newSandbox(app, { name: 'a-sandbox-of-another-client' })
  await onScreens(t, { hash: HASH, prepare }, async ({ t, page, check }) => {
    const [dialog, option] = [page.getByRole('dialog'), page.getByRole('option').first()]
    const close = async (opened: Locator) => {
      await page.keyboard.press('Escape')
      await opened.waitFor({ state: 'detached' })
    }
    await page.getByRole('row').waitFor()
    await check('list')
    t.ok((await layoutShift(page)) < 0.05)
    await page.getByRole('main').locator('button[type=submit]').click()
    await dialog.waitFor()
    await check('credentials')
    await close(dialog)
    await page.getByRole('table').getByRole('button').last().click()
    await dialog.waitFor()
    await check('deletion')
    await close(dialog)
    for (const list of await page.getByRole('banner').getByRole('combobox').all()) {
      await list.click()
      await option.waitFor()
      await check(String(await list.getAttribute('aria-label')))
      await close(option)
    }
  })
})
