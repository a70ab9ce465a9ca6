import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ClientCredential, CREDENTIAL_VARIABLES } from '../client-environment.ts'
import { DEFAULTS, type Environment, readEnvironment, type Settings } from '../config.ts'
import { KINDS } from './credentials.ts'
import { seededEnvironment } from './environment.ts'
import { CommandRunner } from './runner.ts'
import { startServer } from './server.ts'

/** A free port, and of the log only what goes wrong: the output belongs to the command. */
export const EXEC_DEFAULTS: Settings = Object.freeze({ ...DEFAULTS, port: 0, logLevel: 'warn' })

/**
 * Runs a command with a server of its own, to which the command's environment leads the official clients.
 *
 * @param kind the credential in the environment
 * @returns the command's exit code; 128 and the signal's number where a signal ended it
 * @throws {StartError} when the server cannot be started
 */
export async function execute(
  settings: Settings,
  kind: ClientCredential['kind'],
  command: readonly string[]
): Promise<number> {
  const runner = new CommandRunner()
  const authority = authorityFor(settings)
  try {
    const { services, url, stop } = await startServer({ ...settings, ...authority?.settings })
    try {
      const environment = seededEnvironment(services, url, kind)
      if (environment['MONGODB_ATLAS_ORG_ID'] === undefined) tellNoCredential(kind)
      return await runner.run(command, { ...withoutCredentials(readEnvironment()), ...environment })
    } finally {
      await stop()
    }
  } finally {
    runner.close()
    authority?.remove()
  }
}

/** The command may have a credential of its own. */
function tellNoCredential(kind: ClientCredential['kind']): void {
  const which = `no ${KINDS[kind]} of the seed is in force and may write from any address`
  process.stderr.write(`atlas-mock: ${which}: the command gets none\n`)
}

/** A file for the certificate of the CA made at the start, unless the user names one or needs none. */
function authorityFor({ tls, tlsCert, tlsCaOut }: Settings) {
  if (!tls || tlsCert !== undefined || tlsCaOut !== undefined) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'atlas-mock-'))
  return {
    settings: { tlsCaOut: join(folder, 'ca.pem') },
    remove: () => rmSync(folder, { recursive: true, force: true })
  }
}

/** A client must not meet the mock with the credential of a real organization. */
function withoutCredentials(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !CREDENTIAL_VARIABLES.includes(name)))
}
