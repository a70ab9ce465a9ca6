import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import axe from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { CHROMIUM, launchChromium } from '../../scripts/chromium.ts'
import { type App, type AppOptions, buildApp } from '../../src/app.ts'

const isBuilt = existsSync(fileURLToPath(new URL('../../dist/console/index.html', import.meta.url)))

/** Why the suite cannot run here; false where it can. */
export const SKIP: string | false = !isBuilt
  ? 'the console is not built: npm run build'
  : CHROMIUM === undefined
    ? 'needs Chromium: where it is usually installed, or where the variable CHROMIUM says'
    : false

let launched: Promise<Browser> | undefined

/** One browser for a file of tests; each test has a context of its own in it. */
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
  /** Ends the server. */
  stop(): Promise<void>
  /** Puts another in its place, at the same address, which knows nothing of the one before. */
  restart(options?: AppOptions, prepare?: Prepare): Promise<App>
}

/** What is done to a server before it listens. */
type Prepare = (app: App) => Promise<unknown>

/**
 * Opens the console of a server of its own in a browser context of its own. What the page logs as an error,
 * throws, or does against its Content-Security-Policy fails the test.
 *
 * @param hash of the page's address, such as `#/journal`
 * @param isWrong the test itself makes the page do what it must not
 */
export async function visit(
  t: Test,
  {
    app: options = {},
    context = {},
    hash = '',
    isWrong = false,
    prepare
  }: {
    app?: AppOptions
    context?: BrowserContextOptions
    hash?: string
    isWrong?: boolean
    prepare?: Prepare
  } = {}
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
    // Answers of 400 and above are what the page is there to show.
    if (!isWrong && message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      t.fail(`the page logged: ${message.text()}`)
    }
  })
  page.on('request', request => {
    if (!request.url().startsWith(url)) t.fail(`the page called ${request.url()}`)
  })
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', event => {
      // biome-ignore lint/suspicious/noConsole: how the page tells the test
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

/** Goes to a place of the page that is open. */
export async function go(page: Page, place: string): Promise<void> {
  await page.evaluate(hash => {
    location.hash = hash
  }, `#/${place}`)
}

/** What axe finds to be wrong for people with disabilities, one line each; minor findings are left out. */
export async function barriers(page: Page): Promise<string[]> {
  // Run by the debugger, which the page's policy does not bind.
  await page.evaluate(axe.source)
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

/** How much has moved by itself since the page was loaded: the browser's Cumulative Layout Shift. */
export function shift(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>(resolve => {
        let sum = 0
        new PerformanceObserver(list => {
          for (const entry of list.getEntries() as (PerformanceEntry & {
            value: number
            hadRecentInput: boolean
          })[]) {
            if (!entry.hadRecentInput) sum += entry.value
          }
        }).observe({ type: 'layout-shift', buffered: true })
        requestAnimationFrame(() => setTimeout(() => resolve(sum)))
      })
  )
}
