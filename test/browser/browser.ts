import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import axe from 'axe-core'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { CHROMIUM, launchChromium } from '../../scripts/chromium.ts'
import { type App, type AppOptions, buildApp } from '../../src/app.ts'
import { readTypeFiles } from '../../src/integrations/registry.ts'
import { as, DEMO, integrations } from '../app.ts'

const isBuilt = existsSync(fileURLToPath(new URL('../../dist/console/index.html', import.meta.url)))

/** Reason to skip the suite; false if it can run. */
export const SKIP: string | false = !isBuilt
  ? 'the console is not built: npm run build'
  : CHROMIUM === undefined
    ? 'needs Chromium, in its usual place or in the path of the variable CHROMIUM'
    : false

let launched: Promise<Browser> | undefined

/** The browser of all tests; each test has its own context. */
function launch(): Promise<Browser> {
  launched ??= launchChromium()
  return launched
}

t.teardown(async () => {
  await (await launched)?.close()
})

export interface Visit {
  app: App
  page: Page
  url: string
  /** Stops the server. */
  stop(): Promise<void>
  /** Replaces the server with a new one at the same address, without the state of the old one. */
  restart(options?: AppOptions, prepare?: Prepare): Promise<App>
}

/** Prepares a server before it listens. */
type Prepare = (app: App) => Promise<unknown>

interface VisitOptions {
  app?: AppOptions
  context?: BrowserContextOptions
  /** Of the page's address, such as `#/requests`. */
  hash?: string
  /** Whether the test violates the policy on purpose. */
  violatesPolicy?: boolean
  prepare?: Prepare
}

/**
 * Opens the console of a new server in a new browser context. Errors that the page logs or throws, and violations
 * of its Content-Security-Policy, fail the test.
 */
export async function visit(
  t: Test,
  { app: options = {}, context = {}, hash = '', violatesPolicy = false, prepare }: VisitOptions = {}
): Promise<Visit> {
  const app = await serve(options, prepare)
  const { port } = app.server.server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  let running = app
  const stop = async () => {
    await running.server.close()
  }
  const restart = async (options: AppOptions = {}, prepare?: Prepare) => {
    await stop()
    running = await serve(options, prepare, port)
    return running
  }
  const browser = await launch()
  const opened = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    reducedMotion: 'reduce',
    ...context
  })
  t.teardown(async () => {
    await opened.close()
    await stop()
  })
  const page = await opened.newPage()
  page.setDefaultTimeout(15_000)
  page.on('pageerror', error => t.fail(`the page threw: ${error.message}`))
  page.on('console', message => {
    // The page displays responses of 400 and above.
    if (
      !violatesPolicy &&
      message.type() === 'error' &&
      !message.text().startsWith('Failed to load resource')
    ) {
      t.fail(`the page logged: ${message.text()}`)
    }
  })
  page.on('request', request => {
    if (!request.url().startsWith(url)) t.fail(`the page called ${request.url()}`)
  })
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', event => {
      // biome-ignore lint/suspicious/noConsole: the page reports to the test
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`)
    })
  })
  await page.goto(`${url}/${hash}`)
  return { app, page, url, stop, restart }
}

async function serve(options: AppOptions, prepare?: Prepare, port = 0): Promise<App> {
  const app = await buildApp({ logStream: { write: () => undefined }, ...options })
  await prepare?.(app)
  const { host = '127.0.0.1' } = options.settings ?? {}
  await app.server.listen({ host, port })
  return app
}

/** Navigates the open page to a view. */
export async function go(page: Page, place: string): Promise<void> {
  await page.evaluate(hash => {
    location.hash = hash
  }, `#/${place}`)
}

/** A button by its whole name. */
export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

/** Waits until the page is ready, no fault is active, and the clock is this machine's. */
export async function quiet(page: Page): Promise<void> {
  const status = page.getByRole('region', { name: 'Active faults and clock' })
  await status.locator('time').waitFor()
  await status.locator('[aria-live=polite]:empty').waitFor({ state: 'attached' })
}

/** A text field by its whole name. */
export const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true })

/** Selects an option of the header or of a form. */
export async function select(page: Page, label: string, option: string | RegExp): Promise<void> {
  await page.getByRole('combobox', { name: label, exact: true }).click()
  await page.getByRole('option', { name: option }).click()
}

/** Returns the identity and the project of the header. */
export async function selected(page: Page): Promise<string[]> {
  const header = page.getByRole('banner')
  const values = ['Identity', 'Project'].map(name => header.getByRole('combobox', { name }).inputValue())
  return await Promise.all(values)
}

const WEBHOOK = integrations(DEMO, 'WEBHOOK')

/** Configures a webhook. */
export const configure = (app: App) =>
  as(app, 'orgowner', { method: 'POST', url: WEBHOOK, body: { url: 'https://example.com/hook' } })

/** Returns whether a webhook is configured. */
export const isConfigured = async (app: App) => (await as(app, 'orgowner', { url: WEBHOOK })).status === 200

const TYPES = new Map(readTypeFiles().map(file => [file.title, file]))

/** Returns the first example of a type. */
export const exampleOf = (type: string): object => TYPES.get(type)?.['x-examples']?.[0]?.value ?? {}

/** Creates an integration with the example of its type, and returns its ID. */
export async function createExample(app: App, type: string): Promise<string> {
  const { resource = 'integrations', idField = 'id' } = TYPES.get(type)?.['x-integration'] ?? {}
  const isTyped = resource === 'integrations'
  const { json } = await as(app, 'orgowner', {
    method: 'POST',
    url: `/api/atlas/v2/groups/${DEMO}/${resource}${isTyped ? `/${type}` : ''}`,
    headers: { accept: `application/vnd.atlas.${isTyped ? '2023-01-01' : '2025-03-12'}+json` },
    body: exampleOf(type)
  })
  return (json as Record<string, string>)[idField] ?? ''
}

/** Returns the texts of table rows, by cell. */
export async function rowsOf(within: Locator): Promise<string[][]> {
  const rows = await within.getByRole('row').allInnerTexts()
  return rows.map(row => row.split(/\s*[\t\n]\s*/))
}

/** Returns the accessibility violations that axe finds, one line each, without minor ones. */
export async function violations(page: Page): Promise<string[]> {
  // The debugger runs it: the page's policy does not apply to the debugger.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source)
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') }
    return axe.run(document, { resultTypes: ['violations'] })
  })
  return found.violations
    .filter(({ impact }) => impact !== 'minor')
    .map(
      ({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`
    )
}

/** Returns the Cumulative Layout Shift since the page was loaded. @param isWhole counts what follows input, too */
export function layoutShift(page: Page, isWhole = false): Promise<number> {
  return page.evaluate(
    isWhole =>
      new Promise<number>(resolve => {
        let sum = 0
        new PerformanceObserver(list => {
          for (const entry of list.getEntries() as (PerformanceEntry & {
            value: number
            hadRecentInput: boolean
          })[]) {
            if (isWhole || !entry.hadRecentInput) sum += entry.value
          }
        }).observe({ type: 'layout-shift', buffered: true })
        requestAnimationFrame(() => setTimeout(() => resolve(sum)))
      }),
    isWhole
  )
}

/**
 * Languages, themes and widths in pixels in which a view is tested: each once. Contrast depends on the theme, and what
 * fits on the language and the width; English is the longer one.
 */
const SCREENS = [
  ['en-US', 'dark', 390],
  ['zh-CN', 'light', 1760]
] as const

interface Screen extends Visit {
  t: Test
  locale: string
  width: number
  /** Checks that the page is accessible and does not scroll sideways. */
  check(place: string): Promise<void>
}

/** Tests a view on each screen. */
export async function onScreens(
  t: Test,
  options: VisitOptions,
  run: (screen: Screen) => Promise<void>
): Promise<void> {
  for (const [locale, colorScheme, width] of SCREENS) {
    await t.test(`is accessible and fits: ${locale}, ${colorScheme}, ${width} pixels`, async t => {
      const context = { locale, colorScheme, viewport: { width, height: 844 } }
      const visited = await visit(t, { ...options, context })
      const { page } = visited
      const check = async (place: string) => {
        const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
        t.strictSame([await violations(page), isTooWide], [[], false], place)
      }
      await run({ ...visited, t, locale, width, check })
    })
  }
}
