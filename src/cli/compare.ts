import { closeSync, openSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { credentialFrom } from '../client-environment.ts'
import { type CompareOptions, compareWithService } from '../compare/compare.ts'
import { CompareError } from '../compare/compare-error.ts'
import { startDryRun } from '../compare/dry-run.ts'
import { type Exchange, readExchanges } from '../compare/exchange.ts'
import { compareWithHar } from '../compare/har-replay.ts'
import type { Project } from '../compare/project.ts'
import { recordingOf } from '../compare/recording.ts'
import { isDifferent, renderJson, renderJunit, renderText } from '../compare/report.ts'
import type { Comparison } from '../compare/result.ts'
import { parseTarget } from '../compare/target.ts'
import { Transport } from '../compare/transport.ts'
import { createSources, formatTime } from '../sources.ts'
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

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs the comparison, prints its result and sets the exit code.
 *
 * @throws {CompareError} if the comparison cannot run
 */
export async function runCompare(flags: CompareFlags, terminal: Terminal): Promise<void> {
  if (flags.dryRun) return await printCalls(terminal)
  for (const path of [flags.record, flags.junit]) if (path !== undefined) requireWritable(path)
  const comparison = await (flags.har === undefined
    ? compareLive(flags, terminal)
    : compareWithHar(flags.har))
  if (comparison === undefined) return
  if (flags.junit !== undefined) writeFileSync(flags.junit, renderJunit(comparison))
  terminal.stdout.write(`${flags.json ? renderJson(comparison) : renderText(comparison)}\n`)
  if (comparison.results.some(isDifferent)) terminal.exitCode = 1
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
  const abort = (name: NodeJS.Signals) => stop.abort(name)
  for (const name of SIGNALS) process.on(name, abort)
  const progress = new Progress(terminal)
  try {
    const { recorded, ...options } = optionsOf(flags, terminal, progress)
    const results = await compareWithService({ ...options, signal: stop.signal })
    if (flags.record !== undefined) {
      writeFileSync(flags.record, `${JSON.stringify(recorded, null, 2)}\n`)
    }
    return { source: options.target.base.origin, results, skipped: [] }
  } catch (error) {
    if (!stop.signal.aborted || error instanceof CompareError) throw error
    terminal.stderr.write('atlas-mock: interrupted\n')
    terminal.exitCode = 128 + constants.signals[stop.signal.reason as NodeJS.Signals]
    return undefined
  } finally {
    progress.clear()
    for (const name of SIGNALS) process.off(name, abort)
  }
}

function optionsOf({ target: text, org, rate }: CompareFlags, { env, stderr }: Terminal, progress: Progress) {
  if (text === undefined) throw new CompareError('missing --target <url> or --har <file>')
  const base = parseTarget(text)
  const credential = credentialFrom(env)
  if (!credential) {
    throw new CompareError(
      'no credentials: set MONGODB_ATLAS_PUBLIC_KEY and MONGODB_ATLAS_PRIVATE_KEY, or MONGODB_ATLAS_CLIENT_ID and MONGODB_ATLAS_CLIENT_SECRET'
    )
  }
  const orgId = org ?? env['MONGODB_ATLAS_ORG_ID'] ?? ''
  if (!/^[0-9a-f]{24}$/.test(orgId)) {
    throw new CompareError('--org (MONGODB_ATLAS_ORG_ID) must be 24 lower-case hexadecimal digits')
  }
  const sources = createSources()
  const exchanges = replayableExchanges()
  const recorded: Exchange[] = []
  const options: Omit<CompareOptions, 'signal'> = {
    target: new Transport(base),
    credential,
    orgId,
    exchanges,
    sources,
    rate,
    onReplayed(exchange, reply) {
      progress.show(`${exchanges.indexOf(exchange) + 1}/${exchanges.length} requests compared`)
      const date = formatTime(sources.now()).slice(0, 10)
      if (reply) recorded.push(recordingOf(exchange, reply, base.host, date))
    },
    onProjectLeft: project =>
      stderr.write(`atlas-mock: ${projectLeftMessage(project, base.origin, credential.kind)}\n`)
  }
  return { ...options, recorded }
}

function projectLeftMessage(
  { id, name }: Project,
  origin: string,
  kind: 'apiKey' | 'serviceAccount'
): string {
  const command =
    kind === 'apiKey'
      ? `curl --digest --user "$MONGODB_ATLAS_PUBLIC_KEY:$MONGODB_ATLAS_PRIVATE_KEY" --header 'Accept: application/vnd.atlas.2023-01-01+json' --request DELETE ${origin}/api/atlas/v2/groups/${id}`
      : `atlas projects delete ${id} --force`
  return `could not delete the project ${name}; delete it with:\n${command}`
}

/** Creates the file if it does not exist, so that an unwritable path fails before the comparison. */
function requireWritable(path: string): void {
  try {
    closeSync(openSync(path, 'a'))
  } catch (error) {
    throw new CompareError(`cannot write ${path}: ${(error as Error).message}`)
  }
}

/** Shows progress on one line of a terminal. */
class Progress {
  readonly #stderr: NodeJS.WritableStream & { isTTY?: boolean }

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
