import t from 'tap'
import { readableLog } from '../../src/cli/readable-log.ts'
import { startServer } from '../../src/cli/serve.ts'
import { DEFAULTS } from '../../src/config/config.ts'
import { as, build, DEMO, integrations } from '../app.ts'
import { Output, terminalOf } from './process.ts'

/** A terminal. */
class Screen extends Output {
  readonly isTTY = true
  readonly #colours: number

  /** @param colours as of `tty.WriteStream.getColorDepth`; 1: none */
  constructor(colours: number) {
    super()
    this.#colours = colours
  }

  getColorDepth(): number {
    return this.#colours
  }

  /** Returns what is written, with the same time in every line. */
  get lines(): string[] {
    return this.text
      .trimEnd()
      .replace(/\d\d:\d\d:\d\d/g, '12:00:00')
      .split('\n')
  }
}

t.test('the lines for a terminal have time, level, request, status, message and details', async t => {
  const screen = new Screen(1)
  const app = await build(t, { settings: { logLevel: 'debug' }, logStream: readableLog(screen) })
  const url = integrations(DEMO, 'DATADOG')
  await as(app, 'readonly', { method: 'POST', url, body: {} })
  await as(app, 'orgowner', { method: 'POST', url, body: { type: 'DATADOG', apiKey: 'x', region: 'US' } })
  const err = Object.assign(new Error('a bug'), { stack: 'Error: a bug\n    at somewhere' })
  app.server.log.error(
    { err, method: 'GET', path: '/\u001b[31m\u009b31m\n\u202e' },
    'unexpected error: a bug'
  )
  const challenge = [
    `12:00:00 debug POST ${integrations(DEMO, 'WEBHOOK')} 401 challenged: the request has no credentials error=UNAUTHENTICATED`,
    `12:00:00 debug POST ${integrations(DEMO, 'WEBHOOK')} 401 response sent`
  ]
  t.strictSame(screen.lines, [
    ...challenge,
    `12:00:00 info  POST ${url} 401 rejected: readonly has GROUP_READ_ONLY on demo and this call needs GROUP_OWNER or ORG_OWNER error=USER_UNAUTHORIZED`,
    `12:00:00 debug POST ${url} 401 response sent`,
    ...challenge,
    `12:00:00 info  POST ${url} 400 rejected: apiKey has an invalid format error=INVALID_INTEGRATION_SETTINGS principal=orgowner`,
    `12:00:00 debug POST ${url} 400 response sent`,
    '12:00:00 error GET /�[31m�31m�� unexpected error: a bug',
    'Error: a bug',
    '    at somewhere'
  ])
})

t.test('colours the lines of a terminal that has colours', async t => {
  // The test runner sets it.
  const { FORCE_COLOR } = process.env
  delete process.env['FORCE_COLOR']
  t.teardown(() => {
    if (FORCE_COLOR !== undefined) process.env['FORCE_COLOR'] = FORCE_COLOR
  })
  const screen = new Screen(8)
  readableLog(screen).write('{"level":40,"time":0,"pid":1,"hostname":"x","a":1,"msg":"careful"}\n')
  const [dim, yellow, plain, normal] = [2, 33, 39, 22].map(code => `\u001b[${code}m`)
  t.strictSame(screen.lines, [`${dim}12:00:00${normal} ${yellow}warn ${plain} careful ${dim}a=1${normal}`])
})

t.test('the command writes readable lines to a terminal', async t => {
  const stderr = new Screen(1)
  const { stop } = await startServer({ ...DEFAULTS, port: 0 }, terminalOf(stderr))
  await stop()
  t.strictSame(stderr.lines, ['12:00:00 info  listening'])
})
