import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import t from 'tap'
import type { ErrorList, Har, RequestList } from '../../types/wire.d.ts'
import { call, DEMO, integrations, type Request } from '../app.ts'
import { ACCOUNT, asBearer, asKey, control, keyOf, newSandbox, tokenFor } from '../control/control.ts'
import { button, go, layoutShift, onScreens, rowsOf, SKIP, visit } from './browser.ts'

const LIST = integrations(DEMO)
const DATADOG = integrations(DEMO, 'DATADOG')
const API_KEY = 'fedcba9876543210fedcba9876543210'

type App = Parameters<typeof call>[0]

/** Calls with a seeded API key: two requests, the first one challenged. */
const as = (app: App, publicKey: string, request: Request) => asKey(app, keyOf(publicKey), request)

/** Sends requests with four outcomes: success, conflict, missing role, and a 503 from a fault. */
async function send(app: App): Promise<void> {
  const body = { apiKey: API_KEY, region: 'EU' }
  await as(app, 'prjowner', { method: 'POST', url: DATADOG, body })
  await as(app, 'prjowner', { method: 'POST', url: DATADOG, body })
  await as(app, 'readonly', { method: 'DELETE', url: DATADOG })
  await control(app, 'POST', '/faults', { effect: { type: 'status', status: 503 }, when: { first: 1 } })
  await as(app, 'outsider', { url: LIST })
}

const rows = (page: Page) => page.getByRole('table', { name: /^(Requests|请求)/ }).locator('tbody tr')
/** The opened request: beside the list, or in a drawer. */
const opened = (page: Page) => page.locator('section').filter({ hasText: /^(Request|请求) \d+/ })

const details = (page: Page) => opened(page).getByRole('button', { name: /^(Details|详细信息)$/ })

/** Returns the table of caller, roles and checks, and folds it again. */
async function factsOf(page: Page): Promise<string[][]> {
  await details(page).click()
  await opened(page).getByRole('row').first().waitFor()
  const facts = await rowsOf(opened(page))
  await details(page).press('Escape')
  await opened(page).getByRole('row').first().waitFor({ state: 'detached' })
  return facts
}

async function open(page: Page, errorCode: string): Promise<void> {
  await rows(page).filter({ hasText: errorCode }).getByRole('link').click()
  await details(page).waitFor()
}

t.test('requests view', { skip: SKIP }, async t => {
  await t.test('lists requests of all clients as they arrive, newest first', async t => {
    const { page, app } = await visit(t, { hash: '#/requests' })
    await page.getByText('No requests yet').waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
    await send(app)
    await page.getByText('4 requests').waitFor()
    await page.getByRole('tab', { name: 'Requests (4)' }).waitFor()
    const texts = await rows(page).evaluateAll(rows =>
      rows.map(row =>
        [...row.querySelectorAll('td')]
          .slice(0, -2)
          .map(({ innerText }) => innerText.trim().replace(/\s*\n\s*/g, '\n'))
      )
    )
    t.strictSame(texts, [
      ['#8', '503\nFault: 503', 'GET /integrations', 'outsider'],
      ['#6', '401\nUSER_UNAUTHORIZED', 'DELETE /integrations/DATADOG', 'readonly'],
      ['#4', '409\nINTEGRATION_ALREADY_CONFIGURED', 'POST /integrations/DATADOG', 'prjowner'],
      ['#2', '200', 'POST /integrations/DATADOG', 'prjowner']
    ])
    await page.getByText('4 requests · demo · 4 own reads and challenges hidden').waitFor()
    await asBearer(app, await tokenFor(app, ACCOUNT.reader), { url: LIST })
    await rows(page).first().getByText('mdb_sa_id_0000…00a2').waitFor()
    await page.getByRole('checkbox', { name: 'Fold Digest challenges' }).click()
    await page.getByText(/^10 requests/).waitFor()
    t.equal(await rows(page).filter({ hasText: 'not authenticated' }).count(), 4)
  })

  await t.test('filters, and keeps the filter while a request is open', async t => {
    const { page, app } = await visit(t, { hash: '#/requests', prepare: send })
    const sandbox = await newSandbox(app, { name: 'of-a-test' })
    await call(app, { url: `/api/atlas/v2/groups/${sandbox.projects[0]?.id}` })
    const search = page.getByRole('searchbox')
    await page.getByText('5 requests · 4 own reads and challenges hidden', { exact: true }).waitFor()
    const choose = async (name: string, option: string) => {
      await page.getByRole('main').getByRole('combobox', { name, exact: true }).click()
      await page.getByRole('option', { name: option, exact: true }).click()
    }
    await search.fill('of-a-test')
    await page.getByText('1 of 5 requests').waitFor()
    await button(page, 'Clear filter').click()
    t.equal(await search.inputValue(), '')
    await choose('Sandbox', 'of-a-test')
    await page.getByText('1 of 5 requests').waitFor()
    await button(page, 'More actions').click()
    await page.getByRole('menuitem', { name: 'Delete requests of of-a-test' }).waitFor()
    await page.keyboard.press('Escape')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      button(page, 'Download HAR of the matches').click()
    ])
    t.equal((JSON.parse(await readFile(await download.path(), 'utf8')) as Har).log.entries.length, 1)
    await button(page, 'Clear filter').click()
    await search.fill('demo 3210')
    await page.getByText('2 of 5 requests').waitFor()
    await button(page, 'Clear filter').click()
    await choose('Status', '4xx')
    await choose('Identity', 'readonly')
    await page.getByText('1 of 5 requests').waitFor()
    await open(page, 'USER_UNAUTHORIZED')
    t.match(page.url(), /#\/requests\/6\?status=4xx&identity=readonly$/)
    await page.reload()
    await details(page).waitFor()
    await page.getByText('1 of 5 requests').waitFor()
    await button(page, 'Close').click()
    await opened(page).waitFor({ state: 'detached' })
    const searches: (string | null)[] = []
    page.on('request', request => searches.push(new URL(request.url()).searchParams.get('text')))
    await page.keyboard.press('/')
    // In one task: between the keys of a keyboard, a busy machine may take longer than the page waits.
    await page.evaluate(() => {
      const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value') ?? {}
      for (const text of ['p', 'po', 'pos', 'post']) {
        set?.call(document.activeElement, text)
        document.activeElement?.dispatchEvent(new Event('input', { bubbles: true }))
      }
    })
    await page.getByText('None of the 9 recorded requests matches.').waitFor()
    t.strictSame(searches.filter(Boolean), ['post'], 'waits for the next key')
    t.match(page.url(), /text=post/)
  })

  await t.test(
    'downloads the journal, copies a request as curl without credentials, shows why it got its response',
    async t => {
      const { page, url } = await visit(t, {
        hash: '#/requests',
        prepare: send,
        context: { permissions: ['clipboard-read', 'clipboard-write'] }
      })
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        button(page, 'Download HAR').click()
      ])
      t.equal(download.suggestedFilename(), 'atlas-mock.har')
      await open(page, 'USER_UNAUTHORIZED')
      await button(page, 'Copy as curl').click()
      await opened(page).getByText('Copied').waitFor()
      t.equal(
        await page.evaluate(() => navigator.clipboard.readText()),
        `curl \\
  --digest --user 'readonly:'"\${MONGODB_ATLAS_PRIVATE_KEY:?}" \\
  --request 'DELETE' \\
  --header 'accept: application/vnd.atlas.2023-01-01+json' \\
  '${url}${DATADOG}'
`,
        'without credentials'
      )
      t.strictSame((await factsOf(page)).slice(0, -1), [
        ['Reason', 'readonly has GROUP_READ_ONLY on demo and this call needs GROUP_OWNER or ORG_OWNER'],
        ['Caller', 'readonly'],
        ['Required roles', 'GROUP_OWNER on demo', 'ORG_OWNER on Acme'],
        ["Caller's roles", 'GROUP_READ_ONLY on demo'],
        ['Validation', 'not checked']
      ])
      await opened(page).getByRole('region', { name: 'Request headers' }).getByText('Digest').waitFor()
      await opened(page)
        .getByRole('region', { name: 'Digest challenge: request 5' })
        .getByText('www-authenticate')
        .waitFor()
      await page.keyboard.press('Escape')
      await opened(page).waitFor({ state: 'detached' })
      t.match(await page.evaluate(() => document.activeElement?.textContent), 'DELETE', 'the focus returns')
      await open(page, 'Fault')
      await opened(page).getByText('Fault: 503 · all calls × 1 · 1 of 1 used').waitFor()
      t.strictSame(await factsOf(page), [
        ['Reason', 'a fault injected this response'],
        ['Caller', 'outsider'],
        ['Required roles', 'not checked'],
        ["Caller's roles", 'none that applies to this request', 'GROUP_OWNER on elsewhere'],
        ['Validation', 'not checked'],
        ['Fault', '503 · all calls × 1']
      ])
      await page.keyboard.press('Escape')
      await open(page, 'INTEGRATION_ALREADY_CONFIGURED')
      const shown = await opened(page).getByRole('region', { name: 'Request body' }).innerText()
      t.strictSame(JSON.parse(shown), { apiKey: '*'.repeat(28) + API_KEY.slice(-4), region: 'EU' })
      await page.reload()
      await opened(page).getByText('the project already has an integration of this type').waitFor()
      await go(page, 'requests/999')
      await opened(page).getByText('Request not found').waitFor()
    }
  )

  await t.test(
    'every error code of integrations is readable beside an opened request, and JSON wraps',
    async t => {
      const { page, app } = await visit(t, {
        hash: '#/requests',
        context: { viewport: { width: 1280, height: 720 } }
      })
      const { results } = (await control(app, 'GET', '/errors')).json as ErrorList
      const codes = results
        .filter(({ operations }) => operations.some(id => id.endsWith('GroupIntegration')))
        .map(({ errorCode }) => errorCode)
        .sort((a, b) => b.length - a.length)
        .slice(0, 10)
      for (const code of codes) {
        await as(app, 'orgowner', { url: LIST, headers: { prefer: `errorCode=${code}` } })
      }
      await page.getByText(`${codes.length} requests`).waitFor()
      await rows(page).first().getByRole('link').click()
      await details(page).waitFor()
      for (const code of codes) {
        const cell = rows(page).getByText(code, { exact: true })
        t.strictSame(
          await cell.evaluate(({ scrollWidth, clientWidth, scrollHeight, clientHeight }) => [
            scrollWidth > clientWidth,
            scrollHeight > clientHeight
          ]),
          [false, false],
          code
        )
        const { x, width } = (await cell.boundingBox()) ?? { x: -1, width: 0 }
        const panel = (await opened(page).boundingBox())?.x ?? 0
        t.ok(x >= 0 && x + width <= panel, `${code}: ${x} to ${x + width}, the request begins at ${panel}`)
      }
      const body = opened(page).getByRole('region', { name: 'Response body' })
      t.notOk(await body.evaluate(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth), 'wraps')
      await page.getByRole('searchbox').fill('nothing like this')
      const empty = page.getByText(/None of the \d+ recorded requests matches\./)
      await empty.waitFor()
      t.equal(await page.getByText(/\d of \d+ requests/).count(), 0, 'says it once')
    }
  )

  await t.test('says how sure the response is, with source and link, also offline', async t => {
    const { page } = await visit(t, { hash: '#/requests', prepare: send })
    await open(page, 'USER_UNAUTHORIZED')
    await opened(page).getByText('documented 2026-09-30:').waitFor()
    const row = opened(page).getByRole('link', {
      name: "rejects a request that the caller's role does not permit: deletion of an integration"
    })
    t.match(
      await row.getAttribute('href'),
      /\/docs\/fidelity\/authentication\.md#rejects-request-caller-role-del/
    )
    await page.context().setOffline(true)
    t.match((await factsOf(page)).at(-1), ['Source', /^Atlas OpenAPI document: required roles/])
    await page.context().setOffline(false)
    await open(page, 'Fault')
    await opened(page).getByText('Fault: 503').waitFor()
    t.equal(
      await opened(page)
        .getByText(/^(recorded|documented|analogous|guess) 2/)
        .count(),
      0
    )
  })

  await t.test('asks for masked secrets before it resends', async t => {
    const { page, app } = await visit(t, { hash: '#/requests', prepare: send })
    const url = integrations(DEMO, 'SLACK')
    const headers = { 'x-own-key': 'x' }
    const body = { apiToken: 'xoxb-a-token-of-mine', channelName: 'alerts' }
    await as(app, 'readonly', { method: 'POST', url: `${url}?own_token=abcd`, headers, body })
    await rows(page).filter({ hasText: 'SLACK' }).first().getByRole('link').click()
    await button(page, 'Resend').click()
    const form = opened(page)
    const secrets = form.locator('input[type=password]')
    await secrets.first().waitFor()
    t.strictSame(
      await secrets.evaluateAll((all: HTMLInputElement[]) =>
        all.map(input => [input.labels?.[0]?.textContent, input.placeholder])
      ),
      [
        ['?own_token *', '****'],
        ['x-own-key: *', '****'],
        ['apiToken *', '****************mine']
      ]
    )
    const sent = page.waitForRequest(request => request.method() === 'POST')
    await button(page, 'Send').click()
    await form.getByText('This field is required.').nth(2).waitFor()
    await page.waitForFunction(() => document.activeElement?.getAttribute('placeholder') === '****')
    await button(page, 'Fill in an example').click()
    t.notMatch(await secrets.nth(2).inputValue(), /^(example)?$/, 'the example of the type')
    await secrets.nth(0).fill('a b')
    await secrets.nth(1).fill('y')
    await button(page, 'Show apiToken').click()
    await form.getByLabel('apiToken', { exact: false }).first().fill('xoxb-another')
    await button(page, 'Send').click()
    const request = await sent
    t.ok(request.url().endsWith(`${url}?own_token=a%20b`), request.url())
    t.equal((await request.allHeaders())['x-own-key'], 'y')
    t.strictSame(request.postDataJSON(), { ...body, apiToken: 'xoxb-another' })
    await form.getByRole('status', { name: 'Response' }).getByText('"USER_UNAUTHORIZED"').waitFor()
    await form.getByRole('textbox', { name: 'Request body' }).fill('{}')
    t.equal(await form.getByLabel('apiToken').count(), 0, 'a removed secret is not asked for')
  })

  await t.test(
    'resends a changed request, even after it left the journal, and shows the response',
    async t => {
      const { page, app } = await visit(t, { hash: '#/requests', prepare: send })
      await open(page, 'INTEGRATION_ALREADY_CONFIGURED')
      await button(page, 'Resend').click()
      const form = opened(page)
      await form.getByText('Secrets are masked').waitFor()
      const field = (name: string) => form.getByRole('textbox', { name })
      t.equal(await form.getByRole('combobox', { name: 'Identity' }).inputValue(), 'GROUP_OWNER · prjowner')
      await control(app, 'DELETE', '/requests')
      await page.getByText('No requests yet').waitFor()
      await field('Request headers').fill('Authorization: Basic x')
      await form.getByText('The page cannot send this header: Authorization: Basic x').waitFor()
      await button(page, 'Send').click()
      t.equal(await form.getByText('Response body').count(), 0, 'sends nothing invalid')
      const headers = 'Accept: application/vnd.atlas.2023-01-01+json\nContent-Type: application/json'
      await field('Request headers').fill(`${headers}\nPrefer: errorCode=GROUP_NOT_FOUND`)
      await form.getByLabel('apiKey').first().fill(API_KEY)
      await button(page, 'Send').click()
      const response = form.getByRole('status', { name: 'Response' })
      await response.getByText('"GROUP_NOT_FOUND"').waitFor()
      await field('Request headers').fill(headers)
      await field('Request body').fill(JSON.stringify({ apiKey: API_KEY, region: 'US' }))
      await form.getByRole('combobox', { name: 'Identity' }).click()
      await page.getByRole('option', { name: 'GROUP_READ_ONLY · readonly' }).click()
      await button(page, 'Send').click()
      await response.getByText('"USER_UNAUTHORIZED"').waitFor()
      await button(page, 'Cancel').click()
      await details(page).waitFor()
      await page.keyboard.press('Escape')
      await rows(page).first().getByText('USER_UNAUTHORIZED').waitFor()
      // Shown once the panel has closed.
      await rows(page).first().getByText('readonly').waitFor()
    }
  )

  await t.test('stays responsive with a thousand requests', async t => {
    const { page, app } = await visit(t, { hash: '#/requests' })
    await page.getByText('Live', { exact: true }).waitFor()
    for (let at = 0; at < 1100; at += 1) await call(app, { url: '/api/atlas/v2/nothing' })
    await page.getByText('1,100 requests', { exact: true }).waitFor()
    t.equal(await rows(page).count(), 100)
    await button(page, 'Show more').click()
    await rows(page).nth(199).waitFor()
    await page.getByRole('searchbox').fill('#1099')
    await page.getByText('1 of 1,100 requests').waitFor()
  })

  await t.test('shows 15 lines on a projector', async t => {
    const { page } = await visit(t, {
      hash: '#/requests',
      context: { viewport: { width: 1280, height: 720 } },
      prepare: async app => {
        for (let at = 0; at < 5; at++) await send(app)
      }
    })
    await rows(page).nth(15).waitFor()
    const edges = await rows(page).evaluateAll(rows => rows.map(row => row.getBoundingClientRect().bottom))
    t.ok(edges.filter(bottom => bottom <= 720).length >= 15, `${edges}`)
  })

  await t.test('shows reason, label, status and body of a rejection without scrolling', async t => {
    for (const locale of ['en-US', 'zh-CN']) {
      const { page } = await visit(t, {
        hash: '#/requests',
        context: { viewport: { width: 1280, height: 720 }, locale },
        prepare: async app => {
          await send(app)
          await as(app, 'fencedin', { url: LIST })
        }
      })
      for (const [code, reason] of [
        ['USER_UNAUTHORIZED', /readonly.*GROUP_READ_ONLY/],
        ['INTEGRATION_ALREADY_CONFIGURED', /PUT/],
        ['IP_ADDRESS_NOT_ON_ACCESS_LIST', /127\.0\.0\.1/]
      ] as const) {
        await open(page, code)
        const panel = opened(page)
        const body = panel.getByRole('region', { name: /^(Response body|响应正文)$/ })
        const buttons = await panel.getByRole('button', { name: /curl/ }).boundingBox()
        for (const [what, part] of [
          ['status', panel.getByText(/^(401|403|409)$/)],
          ['code', panel.locator('code').filter({ hasText: code })],
          ['reason', panel.locator('p').filter({ hasText: reason })],
          ['label', panel.locator('p').filter({ has: page.locator('a[href*="/docs/fidelity/"]') })],
          ['body', body]
        ] as const) {
          await part.first().waitFor()
          const { y = -1, height = 0 } = (await part.first().boundingBox()) ?? {}
          t.ok(y > 0 && y + height <= (buttons?.y ?? 0), `${locale} ${code} ${what}: ${y} to ${y + height}`)
        }
        t.notOk(await body.evaluate(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight))
      }
    }
  })

  await t.test('says whether a write that a fault cut or changed was executed', async t => {
    const effects = [
      { type: 'error', errorCode: 'UNEXPECTED_ERROR' },
      { type: 'status', status: 503 },
      { type: 'reset' },
      { type: 'hangUp' },
      { type: 'truncate' },
      { type: 'empty' }
    ]
    const calls: Request[] = [
      { method: 'POST', url: DATADOG, body: { apiKey: API_KEY } },
      { method: 'PUT', url: DATADOG, body: { apiKey: API_KEY } },
      { url: LIST },
      { method: 'DELETE', url: DATADOG }
    ]
    const { page, app } = await visit(t, { hash: '#/requests' })
    for (const stage of ['edge', 'service', 'after-commit']) {
      for (const effect of effects) {
        for (const request of calls) {
          // A deletion or an update needs an integration, a creation none.
          await as(app, 'prjowner', {
            method: request.method === 'POST' ? 'DELETE' : 'POST',
            url: DATADOG,
            body: { apiKey: API_KEY }
          })
          await control(app, 'POST', '/faults', {
            stage,
            effect,
            when: { after: stage === 'edge' ? 1 : 0, first: 1 }
          })
          await as(app, 'prjowner', request).catch(() => undefined)
          await control(app, 'DELETE', '/faults')
        }
        const { results } = (await control(app, 'GET', '/requests?limit=100')).json as RequestList
        const changed = results.filter(({ fault }) => fault).slice(-calls.length)
        for (const { id, request } of changed) {
          const what = `${stage} ${effect.type} ${request.method}`
          await go(page, `requests/${id}`)
          const line = opened(page).getByText(/^Fault: /)
          await opened(page)
            .getByRole('heading', { name: `Request ${id} ` })
            .waitFor()
          const text = (await line.innerText()).split(' · ').at(-1) ?? ''
          if (request.method === 'GET') t.notMatch(text, /executed/, what)
          else if (stage === 'after-commit')
            t.equal(text, 'executed; the response was lost or replaced', what)
          else t.equal(text, 'not executed', what)
        }
      }
    }
  })

  await t.test('shows the advice on a request', async t => {
    const slack = { apiToken: '0123456789abcdef', channelName: 'alerts', teamName: 'MongoDB' }
    const url = integrations(DEMO, 'SLACK')
    const { page } = await visit(t, {
      hash: '#/requests',
      prepare: async app => {
        await as(app, 'orgowner', { method: 'POST', url, body: slack })
        for (const teamName of ['a', 'b']) {
          const body = { ...slack, apiToken: '************cdef', teamName }
          await as(app, 'orgowner', { method: 'PUT', url, body })
        }
      }
    })
    const text = 'apiToken is now ************cdef, which a response had shown; not known whether'
    for (const [id, start] of [
      [6, '#4: '],
      [4, '']
    ] as const) {
      await go(page, `requests/${id}`)
      await details(page).click()
      await opened(page)
        .getByRole('row', { name: `Advice ${start}${text}` })
        .waitFor()
      await details(page).click()
    }
    await go(page, 'requests/2')
    const loaded = page.waitForResponse('**/advice')
    await details(page).click()
    await loaded
    await opened(page).getByRole('row', { name: 'Caller orgowner' }).waitFor()
    t.equal(await opened(page).getByRole('row', { name: 'Advice' }).count(), 0)
  })

  await t.test(
    'Escape closes the details or the comparison, then the request; Back returns to its place',
    async t => {
      const { page } = await visit(t, { hash: '#/requests', prepare: send })
      await open(page, 'USER_UNAUTHORIZED')
      await details(page).click()
      await opened(page).getByRole('row').first().waitFor()
      await page.keyboard.press('Escape')
      await opened(page).getByRole('row').first().waitFor({ state: 'detached' })
      t.equal(await opened(page).count(), 1)
      await button(page, 'Compare').click()
      await button(page, 'Compare').waitFor({ state: 'detached' })
      await page.keyboard.press('Escape')
      await button(page, 'Compare').waitFor()
      await page.goBack()
      await opened(page).waitFor({ state: 'detached' })
      t.match(await page.evaluate(() => document.activeElement?.textContent), 'DELETE')
    }
  )

  await t.test('moves through the requests by arrow keys and buttons', async t => {
    const { page } = await visit(t, { hash: '#/requests', prepare: send })
    await open(page, 'Fault')
    const current = () => rows(page).locator('[aria-current=true]').innerText()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await opened(page).getByText('the project already has an integration of this type').waitFor()
    t.match(await current(), 'POST')
    await page.keyboard.press('ArrowUp')
    await opened(page).getByText('because readonly has GROUP_READ_ONLY on demo').waitFor()
    t.match(await current(), 'DELETE')
    await button(page, 'Previous request').click()
    await opened(page).getByText('Fault: 503').waitFor()
    t.equal(await button(page, 'Previous request').getAttribute('aria-disabled'), 'true')
    await button(page, 'Next request').press('Enter')
    await opened(page).getByText('because readonly has GROUP_READ_ONLY on demo').waitFor()
    await button(page, 'Next request').press('Enter')
    await opened(page).getByText('the project already has an integration of this type').waitFor()
    await page.setViewportSize({ width: 1100, height: 800 })
    const drawer = page.getByRole('dialog')
    t.equal((await drawer.boundingBox())?.width, 780)
    await drawer.getByRole('button', { name: 'Next request' }).click()
    await drawer.getByRole('heading', { name: /^Request 2 / }).waitFor()
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'detached' })
    await rows(page).first().getByRole('link').focus()
    await page.keyboard.press('ArrowDown')
    t.match(await page.evaluate(() => document.activeElement?.textContent), 'DELETE')
    t.equal(await drawer.count(), 0, 'a drawer opens only on demand')
  })

  await t.test('keeps its place during live traffic, pauses, and deletes all requests', async t => {
    const { page, app } = await visit(t, {
      hash: '#/requests',
      prepare: async app => {
        for (let at = 0; at < 40; at += 1) await call(app, { url: '/api/atlas/v2/nothing' })
      }
    })
    const row = rows(page).filter({ has: page.locator('#request-10') })
    await row.scrollIntoViewIfNeeded()
    const { y } = (await row.boundingBox()) ?? {}
    await call(app, { url: '/api/atlas/v2/nothing' })
    await page.getByText('41 requests', { exact: true }).waitFor()
    t.ok(Math.abs(((await row.boundingBox())?.y ?? 0) - (y ?? 0)) < 1)
    await button(page, 'Pause').click()
    await call(app, { url: '/api/atlas/v2/nothing' })
    await page.getByText('41 of 42 requests').waitFor()
    await page.getByText('Paused', { exact: true }).waitFor()
    t.equal(await rows(page).count(), 41)
    await button(page, 'Resume').click()
    await page.getByText('42 requests', { exact: true }).waitFor()
    await button(page, 'More actions').click()
    await page.getByRole('menuitem', { name: 'Delete all requests' }).click()
    await page.getByText('whether they match the filter or not').waitFor()
    await button(page, 'Delete').click()
    await page.getByText('All recorded requests deleted.').waitFor()
    await page.getByText('No requests yet').waitFor()
    t.match((await control(app, 'GET', '/requests')).json, { totalCount: 0 })
  })

  await onScreens(t, { hash: '#/requests', prepare: send }, async ({ t, page, width, check }) => {
    const link = page.getByRole('link', { name: /DELETE/ }).first()
    await link.waitFor()
    await check('list')
    t.ok((await layoutShift(page)) < 0.05)
    await link.click()
    await opened(page).getByRole('button', { name: /curl/ }).waitFor()
    if (width === 390) t.equal((await opened(page).boundingBox())?.width, width)
    await check('details')
    await opened(page)
      .getByRole('button', { name: /^(Resend|重新发送)$/ })
      .click()
    await opened(page)
      .getByRole('button', { name: /^(Send|发送)$/ })
      .waitFor()
    await check('resend')
  })
})
