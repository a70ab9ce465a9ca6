import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const PLACES = [
  process.env['CHROMIUM'],
  // Without windows it takes half of Chromium's processor time.
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
]

/** Path of Chromium; undefined: not found. */
export const CHROMIUM = PLACES.find(place => place !== undefined && existsSync(place))

/** Starts Chromium in headless mode. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    ...(CHROMIUM !== undefined && { executablePath: CHROMIUM }),
    // Chromium's sandbox is not available to root, the usual user of a container.
    chromiumSandbox: process.getuid?.() !== 0
  })
}
