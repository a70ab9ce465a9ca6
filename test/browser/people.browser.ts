import { readdirSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import t from 'tap'
import { barriers, go, SKIP, shift, visit } from './browser.ts'

const PLACES = ['integrations', 'integrations/DATADOG', 'journal', 'stage', 'inbox']
const DIST = fileURLToPath(new URL('../../dist/console/', import.meta.url))

/** Navigates to a view and waits until it is shown. */
async function open(page: Page, place: string): Promise<void> {
  await go(page, place)
  await page.getByRole('heading', { level: 1 }).waitFor()
  if (place.includes('/')) await page.locator('form').waitFor()
}

t.test('accessibility, language and layout', { skip: SKIP }, async t => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await t.test(`axe finds no violations: ${colorScheme}`, async t => {
      const { page } = await visit(t, { context: { colorScheme } })
      await page.getByRole('heading', { name: 'Webhook' }).waitFor()
      for (const place of PLACES) {
        await open(page, place)
        t.strictSame(await barriers(page), [], place)
      }
      await open(page, 'integrations')
      await page.getByRole('button', { name: 'Use other credentials' }).click()
      t.strictSame(await barriers(page), [], 'an open dialog')
    })
  }

  await t.test('uses the language of the browser or of the user', async t => {
    const { page } = await visit(t, { context: { locale: 'zh-CN' } })
    await page.getByRole('heading', { name: '集成', exact: true }).waitFor()
    t.equal(await page.evaluate(() => document.documentElement.lang), 'zh-Hans')
    for (const place of PLACES) {
      await open(page, place)
      t.strictSame(await barriers(page), [], place)
      const text = await page.getByRole('main').innerText()
      t.match(text, /\p{Script=Han}/u, `${place} is in Chinese`)
    }
    await open(page, 'integrations/DATADOG')
    await page.getByRole('textbox', { name: 'API 密钥' }).waitFor()
    await page.getByRole('combobox', { name: '语言' }).selectOption('en')
    await page.getByRole('textbox', { name: 'API key' }).waitFor()
    await page.reload()
    await page.getByRole('textbox', { name: 'API key' }).waitFor()
    t.equal(await page.evaluate(() => document.documentElement.lang), 'en', 'the choice is kept')
  })

  await t.test('uses the theme of the system or of the user', async t => {
    const { page } = await visit(t, { context: { colorScheme: 'dark' } })
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    t.equal(await ground(), 'rgb(0, 30, 43)')
    await page.getByRole('combobox', { name: 'Theme' }).selectOption('light')
    t.equal(await ground(), 'rgb(249, 251, 250)')
    await page.reload()
    t.equal(await ground(), 'rgb(249, 251, 250)', 'the choice is kept')
  })

  for (const width of [360, 768, 1280, 1760]) {
    await t.test(`fits ${width} pixels without clipping`, async t => {
      const { page } = await visit(t, { context: { viewport: { width, height: 800 } } })
      await page.getByRole('heading', { name: 'Webhook' }).waitFor()
      for (const place of PLACES) {
        await open(page, place)
        const [wide, seen] = await page.evaluate(() => {
          const { scrollWidth, clientWidth } = document.documentElement
          return [scrollWidth, clientWidth]
        })
        t.ok((wide as number) <= (seen as number), `${place}: ${wide} of ${seen}`)
      }
    })
  }

  await t.test('can be used with the keyboard only', async t => {
    const { page } = await visit(t)
    await page.getByRole('link', { name: 'Configure Slack' }).waitFor()
    await page.keyboard.press('Tab')
    t.equal(await page.evaluate(() => document.activeElement?.textContent), 'Skip to content')
    await page.keyboard.press('Enter')
    t.equal(await page.evaluate(() => document.activeElement?.id), 'main')
    await page.getByRole('link', { name: 'Configure Slack' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'API token' }).waitFor()
    t.equal(await page.locator('h1:focus').innerText(), 'Slack', 'moves the focus')
    await page.getByRole('textbox', { name: 'API token' }).focus()
    await page.keyboard.type('xoxb-1')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.type('alerts')
    await page.keyboard.press('Enter')
    await page.getByText('Saved.').waitFor()
    await page.getByRole('link', { name: 'All integrations', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Delete Slack' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    t.equal(
      await page.evaluate(() => document.activeElement?.getAttribute('aria-label')),
      'Delete Slack',
      'a dialog restores the focus'
    )
  })

  await t.test('the layout does not shift while loading', async t => {
    for (const place of PLACES) {
      const { page } = await visit(t, { hash: `#/${place}` })
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.getByText('No faults active').first().waitFor()
      await page.locator('.skeleton').first().waitFor({ state: 'detached' })
      if (place.startsWith('integrations')) {
        await page.getByRole('complementary').getByText('200 OK').first().waitFor()
      }
      const moved = await shift(page)
      t.ok(moved < 0.05, `${place}: ${moved}`)
    }
  })

  await t.test('assets are small and cached', async t => {
    const files = readdirSync(DIST)
    const sizeOf = (name: string) => statSync(DIST + name).size
    const all = files.filter(name => name.endsWith('.gz')).reduce((sum, name) => sum + sizeOf(name), 0)
    t.ok(all < 350_000, `all assets, compressed: ${all} bytes`)
    const { page, url } = await visit(t)
    await page.getByRole('heading', { name: 'Webhook' }).waitFor()
    const loaded = await page.evaluate(() =>
      performance.getEntriesByType('resource').map(entry => entry.name)
    )
    t.notOk(
      loaded.some(name => name.includes('integration-form')),
      'loads the form code when a form is opened'
    )
    const script = loaded.find(name => /\/console-\w+\.js$/.test(name)) as string
    const answer = await fetch(script, { headers: { 'accept-encoding': 'br' } })
    t.match(answer.headers.get('cache-control'), 'immutable')
    t.equal(answer.headers.get('content-encoding'), 'br')
    t.notMatch(
      files
        .filter(name => name.endsWith('.js'))
        .map(name => readFileSync(DIST + name, 'utf8'))
        .join(''),
      /new Function\(|\beval\(/
    )
    t.equal((await fetch(`${url}/`)).headers.get('strict-transport-security'), null)
  })

  await t.test('enforces the Content-Security-Policy, and this suite detects violations', async t => {
    const { page } = await visit(t, { isWrong: true })
    await page.getByRole('heading', { name: 'Webhook' }).waitFor()
    const violations = await page.evaluate(async () => {
      const seen: string[] = []
      document.addEventListener(
        'securitypolicyviolation',
        event => {
          event.stopImmediatePropagation()
          seen.push(event.effectiveDirective)
        },
        true
      )
      const script = document.createElement('script')
      try {
        script.textContent = 'globalThis.broken = true'
      } catch {
        seen.push('trusted-types')
      }
      document.body.append(script)
      const style = document.createElement('style')
      style.textContent = 'body { display: none }'
      document.body.append(style)
      await new Promise(resolve => setTimeout(resolve))
      return { seen, broken: 'broken' in globalThis, display: getComputedStyle(document.body).display }
    })
    t.equal(violations.broken, false)
    t.not(violations.display, 'none')
    t.ok(violations.seen.length >= 2, violations.seen.join())
  })
})
