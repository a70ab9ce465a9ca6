import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const PLACES = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
]

/** Where a Chromium is; undefined: nowhere that is known. */
export const CHROMIUM = PLACES.find(place => place !== undefined && existsSync(place))

/** Starts it without a window. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    ...(CHROMIUM !== undefined && { executablePath: CHROMIUM }),
    // In a container root runs it, and there the sandbox of Chromium itself cannot be had.
    chromiumSandbox: process.getuid?.() !== 0
  })
}
