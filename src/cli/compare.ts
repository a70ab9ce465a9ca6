import { existsSync, realpathSync } from 'node:fs'
import { constants as system } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { createSources, formatTime } from '../base/sources.ts'
import { credentialFrom, type FoundCredential } from '../client/environment.ts'
import { type CompareOptions, compareWithService } from '../compare/compare.ts'
import { CompareError } from '../compare/compare-error.ts'
import { startDryRun } from '../compare/dry-run.ts'
import { type Behaviour, type Exchange, readExchanges } from '../compare/exchange.ts'
import { compareWithHar } from '../compare/har/compare.ts'
import { isObjectId } from '../compare/placeholders.ts'
import type { Project } from '../compare/project-lookup.ts'
import { recordingOf } from '../compare/recording.ts'
import { isDifferent, renderJson, renderJunit, renderText } from '../compare/report.ts'
import type { Comparison } from '../compare/result.ts'
import { parseTarget } from '../compare/target-url.ts'
import { Transport } from '../compare/transport.ts'
import { tokenExpression } from './credentials.ts'
import { requireWritable, writeOutput } from './output-files.ts'
import type { Terminal } from './terminal.ts'

/** Flags of the command. */
export interface CompareFlags {
  target?: string
  har?: string
  org?: string
  rate: number
  dryRun?: boolean
  record?: string
  json?: boolean
  junit?: string
}

const DIFFERENT = 1
const CANNOT_RUN = 2

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const

/**
 * Runs the comparison, prints its result and sets the exit code.
 *
 * @throws {CompareError} if the comparison cannot run
 */
export async function runCompare(flags: CompareFlags, terminal: Terminal): Promise<void> {
  // The terminal may close before the project is deleted.
  terminal.stderr.on('error', () => undefined)
  if (flags.dryRun) return await printCalls(terminal)
  const { json, junit, record, har } = flags
  for (const path of [record, junit]) if (path !== undefined) requireWritable(path)
  if (junit !== undefined && record !== undefined && placeOf(junit) === placeOf(record))
    throw new CompareError('--junit and --record name the same file')
  const comparison = await (har === undefined ? compareLive(flags, terminal) : compareWithHar(har))
  if (comparison === undefined) return
  terminal.stdout.write(`${json ? renderJson(comparison) : renderText(comparison)}\n`)
  // Keep the exit code of a project that remains.
  if (terminal.exitCode === 0 && comparison.results.some(isDifferent)) terminal.exitCode = DIFFERENT
  if (junit !== undefined) writeOutput(junit, renderJunit(comparison), terminal)
}

function replayableExchanges(): Exchange[] {
  return readExchanges().filter(({ replayable }) => replayable)
}

/** Runs the comparison against a second mock and prints its requests. */
async function printCalls({ stdout }: Terminal): Promise<void> {
  const { target, credential, orgId, close } = await startDryRun(line => stdout.write(`${line}\n`))
  try {
    const signal = new AbortController().signal
    const exchanges = replayableExchanges()
    await compareWithService({ target, credential, orgId, exchanges, sources: createSources(), signal })
  } finally {
    await close()
  }
}

/** @returns the comparison; undefined if a signal stopped it */
async function compareLive(flags: CompareFlags, terminal: Terminal): Promise<Comparison | undefined> {
  const stop = new AbortController()
  const abort = (name: NodeJS.Signals) => {
    if (!stop.signal.aborted) terminal.stderr.write('atlas-mock: interrupted, deleting the project\n')
    stop.abort(name)
  }
  const progress = new Progress(terminal)
  const { recorded, ...options } = optionsOf(flags, terminal, progress)
  const { record } = flags
  for (const name of SIGNALS) process.on(name, abort)
  try {
    const results = await compareWithService({ ...options, signal: stop.signal })
    return { source: options.target.base.origin, results, skipped: [] }
  } catch (error) {
    const isInterruption = error === stop.signal.reason || (error as Error).name === 'AbortError'
    if (!stop.signal.aborted || !isInterruption) throw error
    terminal.exitCode = 128 + system.signals[stop.signal.reason as NodeJS.Signals]
    return undefined
  } finally {
    progress.clear()
    for (const name of SIGNALS) process.off(name, abort)
    // Also after an error: the service has sent these responses.
    if (record !== undefined && recorded.length > 0) {
      writeOutput(record, `${JSON.stringify(recorded, null, 2)}\n`, terminal)
    }
  }
}

function optionsOf({ target: text, org, rate }: CompareFlags, terminal: Terminal, progress: Progress) {
  if (text === undefined) throw new CompareError('missing --target <url> or --har <file>')
  const base = parseTarget(text)
  const credential = credentialFrom(terminal.env)
  if (!credential) {
    throw new CompareError(
      'no credentials: set MONGODB_ATLAS_PUBLIC_KEY and MONGODB_ATLAS_PRIVATE_KEY, or MONGODB_ATLAS_CLIENT_ID and MONGODB_ATLAS_CLIENT_SECRET'
    )
  }
  const orgId = org ?? terminal.env['MONGODB_ATLAS_ORG_ID'] ?? ''
  if (!isObjectId(orgId)) {
    throw new CompareError('--org (MONGODB_ATLAS_ORG_ID) must be 24 lower-case hexadecimal digits')
  }
  const sources = createSources()
  const exchanges = replayableExchanges()
  const recorded: Behaviour[] = []
  const options: Omit<CompareOptions, 'signal'> = {
    target: new Transport(base),
    credential,
    orgId,
    exchanges,
    sources,
    rate,
    onReplayed(exchange, reply) {
      progress.show(`${exchanges.indexOf(exchange) + 1}/${exchanges.length} behaviours compared`)
      const date = formatTime(sources.now()).slice(0, 10)
      if (reply) recorded.push(recordingOf(exchange, reply, base.host, date))
    },
    onProjectLeft(project, isForeign) {
      terminal.exitCode = CANNOT_RUN
      const message = isForeign
        ? `the project ${project.id} is no longer named ${project.name}; it was not deleted`
        : projectLeftMessage(project, base.origin, credential)
      terminal.stderr.write(`atlas-mock: ${message}\n`)
    }
  }
  return { ...options, recorded }
}

/** Returns a message with the command that deletes the project. */
function projectLeftMessage({ id, name }: Project, origin: string, credential: FoundCredential): string {
  const [user, secret] = credential.variables.map(variable => `$${variable}`)
  const request = `curl --silent --user "${user}:${secret}" --data grant_type=client_credentials ${origin}/api/oauth/token`
  const authorization =
    credential.kind === 'apiKey'
      ? `--digest --user "${user}:${secret}"`
      : `--header "Authorization: Bearer ${tokenExpression(request)}"`
  const accept = "--header 'Accept: application/vnd.atlas.2023-01-01+json'"
  const command = `curl ${authorization} ${accept} --request DELETE ${origin}/api/atlas/v2/groups/${id}`
  return `could not delete the project ${name}; delete it with:\n${command}`
}

/** Returns the path of a file without symbolic links. */
function placeOf(path: string): string {
  return existsSync(path) ? realpathSync(path) : join(realpathSync(dirname(path)), basename(path))
}

/** Shows progress on one line of a terminal. */
class Progress {
  readonly #stderr: Terminal['stderr']

  constructor({ stderr }: Terminal) {
    this.#stderr = stderr
  }

  show(text: string): void {
    if (this.#stderr.isTTY) this.#stderr.write(`\r\u001b[K${text}`)
  }

  clear(): void {
    if (this.#stderr.isTTY) this.#stderr.write('\r\u001b[K')
  }
}
