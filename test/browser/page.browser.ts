import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import t from 'tap'
import { performDemo } from '../../scripts/demo.ts'
import { en } from '../../src/console/page/words/en.ts'
import { as, DEMO, integrations } from '../app.ts'
import { control } from '../control/control.ts'
import {
  button,
  configure,
  go,
  isConfigured,
  quiet,
  SKIP,
  select,
  selected,
  violations,
  visit
} from './browser.ts'

const VIEWS = ['integrations', 'requests', 'faults', 'sandboxes', 'alerts']
const TOKEN = 'a+token/of-mine'
const WITH_TOKEN = `#token=${encodeURIComponent(TOKEN)}`
const DIST = fileURLToPath(new URL('../../dist/console/', import.meta.url))

/** Waits until the page shows the seed data's integrations. */
const loaded = (page: Page) => page.getByRole('heading', { name: 'Webhook' }).waitFor()

async function open(page: Page, view: string): Promise<void> {
  await go(page, view)
  await page.getByRole('heading', { level: 1 }).waitFor()
}

async function setting(page: Page, menu: string, name: string): Promise<void> {
  await page.getByRole('button', { name: menu }).click()
  await page.getByRole('menu').getByText(name, { exact: true }).click()
}

t.test('all views', { skip: SKIP }, async t => {
  await t.test('fit 390 to 1920 pixels', async t => {
    const { page } = await visit(t)
    await loaded(page)
    const { title } = en.shell
    const tops = (all: (HTMLElement | SVGElement)[]) => all.map(one => one.getBoundingClientRect().y)
    for (const width of [390, 768, 1280, 1920]) {
      await page.setViewportSize({ width, height: 844 })
      for (const view of VIEWS) {
        await open(page, view)
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        t.ok(overflow <= 0, `${view}: ${overflow} pixels wider than ${width}`)
      }
      const tabs = await page.getByRole('tab').evaluateAll(tops)
      t.equal(new Set(tabs).size, width === 390 ? 2 : 1, `lines of tabs in ${width} pixels`)
      await open(page, 'integrations')
      const whole = [page.getByText(title, { exact: true }), ...(await page.getByRole('tab').all())]
      for (const one of whole) {
        const { x, right } = await one.evaluate(element => element.getBoundingClientRect())
        t.ok(x >= 0 && right <= width, `${await one.innerText()} is whole in ${width} pixels`)
      }
      const edges = await page
        .locator('.header-line:first-child p, [role=tablist], h1')
        .evaluateAll(all => all.slice(0, 3).map(one => one.getBoundingClientRect().x))
      t.equal(new Set(edges).size, 1, `one left edge in ${width} pixels: ${edges}`)
      const [card = Infinity] = await page.getByRole('heading', { level: 2 }).evaluateAll(tops)
      if (width === 390) t.ok(card < 400, `the first card is at ${card} pixels`)
    }
  })

  await t.test('have addresses; an unknown view or type shows an error', async t => {
    const { page } = await visit(t, { hash: '#/integrations/HIP_CHAT' })
    for (const place of ['integrations/HIP_CHAT', 'nothing']) {
      await go(page, place)
      await page.getByRole('heading', { level: 1, name: 'Page not found' }).waitFor()
      t.strictSame(await violations(page), [])
      await page.getByRole('main').getByRole('link', { name: 'Integrations' }).click()
      await loaded(page)
    }
    await page.getByRole('tab', { name: 'Alerts' }).click()
    t.match(page.url(), /#\/alerts$/)
    await page.waitForFunction(() => document.title === 'Alerts · Atlas integrations mock')
    await page.goBack()
    await loaded(page)
    await page.waitForFunction(() => document.title === 'Integrations · Atlas integrations mock')
  })
})

t.test('the page', { skip: SKIP }, async t => {
  await t.test('uses the language and color scheme of the browser, then the selected ones', async t => {
    const { page } = await visit(t, { context: { locale: 'zh-CN', colorScheme: 'dark' } })
    const current = () =>
      page.evaluate(() => [
        document.documentElement.lang,
        document.documentElement.dataset['mantineColorScheme']
      ])
    await page.getByRole('heading', { name: '集成', exact: true }).waitFor()
    t.strictSame(await current(), ['zh-Hans', 'dark'])
    for (const view of VIEWS) {
      await open(page, view)
      t.match(await page.getByRole('main').innerText(), /\p{Script=Han}/u, view)
    }
    await setting(page, '菜单', 'English')
    await setting(page, 'Menu', 'Light')
    await page.getByRole('tab', { name: 'Alerts' }).waitFor()
    t.strictSame(await current(), ['en', 'light'])
    await page.reload()
    await page.getByRole('tab', { name: 'Alerts' }).waitFor()
    t.strictSame(await current(), ['en', 'light'])
  })

  await t.test('loads at most 192 kB', async t => {
    const { page } = await visit(t)
    await loaded(page)
    const files = await page.evaluate(() =>
      (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
        .filter(({ name }) => /\.(js|css)$/.test(name))
        .map(({ name, encodedBodySize }) => ({ name, size: encodedBodySize }))
    )
    const size = files.reduce((sum, file) => sum + file.size, 0)
    t.ok(size > 0 && size <= 192_000, `${size} bytes in ${files.length} files`)
  })

  await t.test('loads each list once, after it follows the mock', async t => {
    const { page, url } = await visit(t)
    await loaded(page)
    const calls: string[] = []
    page.on('request', request => {
      const { pathname, searchParams } = new URL(request.url())
      // The page's own calls of the Atlas API are new requests, which it adds to the list.
      if (!searchParams.has('since')) calls.push(pathname)
    })
    await page.reload()
    await loaded(page)
    await page.getByText('Log integrations').waitFor()
    const own = calls.filter(path => path.startsWith('/_mock/v1/') && path !== '/_mock/v1/clock')
    t.equal(own.indexOf('/_mock/v1/requests/stream'), 1, own.join())
    t.strictSame(own, [...new Set(own)])
    const types = await page.request.get(`${url}/_mock/v1/types`)
    t.match(types.headers(), { 'content-encoding': 'gzip', vary: 'Accept-Encoding' })
  })

  await t.test('blocks inline scripts and markup by its policy, and generates no code', async t => {
    const { page } = await visit(t, { violatesPolicy: true })
    await loaded(page)
    const blocked = await page.evaluate(() => {
      const script = document.createElement('script')
      const region = document.createElement('div')
      try {
        script.textContent = 'globalThis.broken = true'
        document.body.append(script)
      } catch {}
      region.innerHTML = '<b>markup</b>'
      return { script: !('broken' in globalThis), markup: region.textContent === '' }
    })
    t.strictSame(blocked, { script: true, markup: true })
    const code = readdirSync(DIST).filter(name => name.endsWith('.js'))
    t.notMatch(code.map(name => readFileSync(DIST + name, 'utf8')).join(''), /new Function\(|\beval\(/)
  })

  await t.test('can be used with the keyboard', async t => {
    const { page } = await visit(t, { hash: '#/alerts' })
    await quiet(page)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    t.equal(await page.evaluate(() => document.activeElement?.tagName), 'MAIN', 'skips to the content')
    t.match(page.url(), /#\/alerts$/)
    await page.getByRole('tab', { name: 'Alerts' }).focus()
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Sandboxes', level: 1 }).waitFor()
    t.equal(await page.evaluate(() => document.activeElement?.tagName), 'MAIN', 'continues in the new view')
  })

  await t.test('performs the demonstration', async t => {
    const { page } = await visit(t)
    const { title, progress } = en.checklist
    await page.getByText(`${title} · ${progress(0, 6)}`).waitFor()
    const pressed = await performDemo(page, 'en')
    const [, steps = ''] = readFileSync('docs/DEMO.md', 'utf8').split(/^## .*$/m)
    const printed = new Set([...steps.matchAll(/(?<!\*)\*([^*]+)\*(?!\*)/g)].map(([, name]) => name))
    // Clicks by hand; selecting an identity is not one of them.
    t.strictSame(pressed, [
      ...['Configure', 'Fill in an example', 'Save'],
      ...['Create (POST)', 'Fill in an example', 'Save'],
      'Close',
      ...['Configure', 'Fill in an example', 'Save', 'Retry as orgowner'],
      'Close',
      ...['Faults & clock', 'Add fault', 'Integrations', 'Refresh', 'Refresh', 'Refresh'],
      ...['Requests', 'Compare'],
      ...['Alerts', 'Configure Webhook', 'Fill in an example', 'Save', 'Close', 'Send test alert']
    ])
    t.strictSame(
      pressed.filter(name => !printed.has(name)),
      [],
      'the page names what is pressed'
    )
    t.strictSame(
      [...printed].filter(name => !pressed.includes(name ?? '')),
      ['Update (PUT)', 'Turn off'],
      'mentioned only'
    )
    await go(page, 'integrations')
    await loaded(page)
    t.equal(await page.getByText(title).count(), 0, 'the checklist is gone when its steps are done')
  })

  await t.test('keeps the checklist and its done steps until a reset or a restart', async t => {
    const { page, app, restart } = await visit(t)
    const progress = (count: number) =>
      page.getByRole('button', { name: `Six things to try · ${count} of 6 done` })
    const beRejected = () => as(app, 'readonly', { method: 'DELETE', url: integrations(DEMO, 'SLACK') })
    await beRejected()
    await progress(1).waitFor()
    await control(app, 'POST', '/faults', { effect: { type: 'empty' }, when: { first: 1 } })
    await as(app, 'orgowner', {
      method: 'POST',
      url: integrations(DEMO, 'PAGER_DUTY'),
      body: { serviceKey: '0123456789abcdef0123456789abcdef' }
    })
    await control(app, 'POST', '/faults', { effect: { type: 'status', status: 503 }, when: { first: 1 } })
    await as(app, 'orgowner', { url: integrations(DEMO) })
    // The creation before it would be a third step.
    await progress(2).waitFor()
    await control(app, 'DELETE', '/requests')
    await page.reload()
    await progress(2).waitFor()
    t.equal(await page.getByRole('button', { name: 'Connect a service' }).count(), 0)
    await setting(page, 'Menu', 'Show first steps')
    await progress(0).waitFor()
    await beRejected()
    await progress(1).waitFor()
    await page.reload()
    await page.getByRole('tab', { name: 'Requests (2)' }).waitFor()
    await setting(page, 'Menu', 'Show first steps')
    await progress(0).waitFor()
    await setting(page, 'Menu', 'Reset to seed data')
    await page.getByRole('dialog').getByRole('button', { name: 'Reset to seed data' }).click()
    await progress(0).waitFor()
    await page.reload()
    await progress(0).waitFor()
    await beRejected()
    await progress(1).waitFor()
    await restart()
    await progress(0).waitFor()
    await page.reload()
    await progress(0).waitFor()
  })
})

t.test('identity and project', { skip: SKIP }, async t => {
  await t.test('are in the address, and stay in every view and over a reload', async t => {
    const { page } = await visit(t, { hash: '#/integrations?as=readonly&project=demo' })
    await loaded(page)
    t.strictSame(await selected(page), ['GROUP_READ_ONLY · readonly', 'demo'])
    await page.getByRole('tab', { name: 'Alerts' }).click()
    await page.waitForURL(/#\/alerts\?as=readonly&project=demo$/)
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'Alerts' }).waitFor()
    t.strictSame(await selected(page), ['GROUP_READ_ONLY · readonly', 'demo'])
    await select(page, 'Identity', 'orgowner')
    await page.waitForURL(url => !url.hash.includes('?'))
    await go(page, 'integrations?as=outsider&project=demo')
    await page.getByText('outsider may not list the third-party integrations of demo').waitFor()
    await go(page, 'integrations?as=nobody&project=staging')
    await page.getByText('“nobody” in the address is not known here.').waitFor()
    t.strictSame(await selected(page), ['', 'staging'], 'nobody instead of an owner')
    await page.getByText('No credentials. Choose').waitFor()
  })

  await t.test('of the address wait for the projects, and Back returns to those of its address', async t => {
    const { page, url } = await visit(t)
    await page.route('**/_mock/v1/organizations', async route => {
      const response = await route.fetch()
      await page.getByRole('combobox', { name: 'Identity' }).and(page.locator('.not-owner')).waitFor()
      await route.fulfill({ response })
    })
    await page.goto(`${url}/?again#/integrations?as=prjowner&project=staging`)
    await page.getByText('prjowner may not list the third-party integrations of staging').waitFor()
    await page.getByRole('tab', { name: 'Alerts' }).click()
    await page.getByRole('heading', { level: 1, name: 'Alerts' }).waitFor()
    await select(page, 'Identity', 'orgowner')
    await page.goBack()
    await page.getByRole('heading', { level: 1, name: 'Integrations' }).waitFor()
    await page.waitForURL(/as=prjowner&project=staging$/)
    t.strictSame(await selected(page), ['GROUP_OWNER · prjowner', 'staging'])
  })

  await t.test('have visible labels; what lies under an open list keeps its size', async t => {
    const { page } = await visit(t, { context: { viewport: { width: 1280, height: 720 } } })
    await loaded(page)
    for (const label of ['Identity', 'Project']) {
      t.ok(await page.getByRole('banner').locator('label', { hasText: label }).isVisible(), label)
      await page.getByRole('combobox', { name: label }).click()
      await page.getByRole('listbox').waitFor()
      t.strictSame(await violations(page), [], label)
      await page.keyboard.press('Escape')
    }
  })

  await t.test('entered credentials stay selected, although seeded ones have their ID', async t => {
    const { page } = await visit(t)
    await loaded(page)
    await select(page, 'Identity', 'Use other credentials…')
    await page.getByRole('dialog').getByLabel('Public key').fill('orgowner')
    await page.getByRole('dialog').getByLabel('Private key').fill('wrong')
    await page.getByRole('button', { name: 'Use these credentials' }).click()
    await page.getByText('Could not load integrations').waitFor()
    await go(page, 'requests/1')
    await button(page, 'Details').waitFor()
    t.strictSame(await selected(page), ['Entered manually · orgowner', 'demo'])
  })

  await t.test('a project stays when the identity changes, with a way back', async t => {
    // Dark: the contrast of the notice.
    const { page } = await visit(t, { context: { colorScheme: 'dark' } })
    await loaded(page)
    await select(page, 'Identity', 'prjowner')
    await select(page, 'Identity', 'outsider')
    await page.getByText('outsider may not list the third-party integrations of demo').waitFor()
    t.strictSame(await selected(page), ['GROUP_OWNER · outsider', 'demo'])
    t.strictSame(await violations(page), [])
    t.equal(await page.getByRole('alert').count(), 0, 'no error of the user')
    await page.getByRole('button', { name: 'Back to orgowner' }).click()
    await page.getByText('Log integrations').waitFor()
    t.strictSame(await selected(page), ['ORG_OWNER · orgowner', 'demo'])
  })
})

t.test('a reset', { skip: SKIP }, async t => {
  await t.test('asks once, and says what will be lost', async t => {
    const { page, app } = await visit(t, { hash: '#/alerts', prepare: configure })
    const dialog = page.getByRole('dialog')
    await setting(page, 'Menu', 'Reset to seed data')
    await dialog.getByText('This removes all sandboxes').waitFor()
    t.strictSame(await violations(page), [])
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'detached' })
    t.equal(await isConfigured(app), true)
    await page
      .locator('button:focus')
      .and(page.getByRole('button', { name: 'Menu' }))
      .waitFor()
    await setting(page, 'Menu', 'Reset to seed data')
    await dialog.getByRole('button', { name: 'Reset to seed data' }).click()
    await page.getByText('Seed data restored.').waitFor()
    await dialog.waitFor({ state: 'detached' })
    t.equal(await isConfigured(app), false)
  })
})

t.test('the control plane', { skip: SKIP }, async t => {
  await t.test('requires a token, which the page stores until the tab is closed', async t => {
    const { page } = await visit(t, { app: { settings: { controlToken: TOKEN } } })
    await page.getByText('The control plane requires a token').waitFor()
    const field = page.getByLabel('Control token')
    await field.fill('wrong')
    await page.getByRole('button', { name: 'Use this token' }).click()
    await page.getByText('The mock rejected this token.').waitFor()
    await field.fill(TOKEN)
    await page.getByRole('button', { name: 'Use this token' }).click()
    await quiet(page)
    await page.reload()
    await quiet(page)
    t.equal(await page.getByText('The control plane requires a token').count(), 0)
  })

  await t.test('takes the token from the printed address, and removes it from the address', async t => {
    const app = { settings: { controlToken: TOKEN } }
    const { page } = await visit(t, { hash: WITH_TOKEN, app })
    await quiet(page)
    t.notMatch(page.url(), 'token')
    const other = await visit(t, { hash: '#token=%', app })
    await other.page.getByText('The control plane requires a token').waitFor()
    t.notMatch(other.page.url(), 'token', 'a malformed one')
    await other.page.evaluate(hash => {
      location.hash = hash
    }, WITH_TOKEN)
    await quiet(other.page)
    t.notMatch(other.page.url(), 'token', 'also in an open tab')
  })

  await t.test('may restart with other data', async t => {
    const { page, stop, restart } = await visit(t)
    await loaded(page)
    await stop()
    await page.getByText('The mock does not respond').first().waitFor()
    const app = await restart()
    await page
      .getByText('The mock was restarted with its initial state. Earlier requests are gone.')
      .waitFor()
    await quiet(page)
    await go(page, 'requests')
    await as(app, 'outsider', { url: integrations(DEMO) })
    await page.getByText('NOT_IN_GROUP').first().waitFor()
    await restart({ settings: { db: `${t.testdir()}/state.db` } })
    await page.getByText('The mock was restarted with its state. Earlier requests are gone.').waitFor()
    t.pass()
  })
})
