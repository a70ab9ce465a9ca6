import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ClientCredential, CREDENTIAL_VARIABLES } from '../client-environment.ts'
import { DEFAULTS, type Environment, readEnvironment, type Settings } from '../config.ts'
import { KINDS } from './credentials.ts'
import { seededEnvironment } from './environment.ts'
import { CommandRunner } from './runner.ts'
import { startServer } from './server.ts'

/** Defaults of `exec`: a free port, and a quiet log because the command shares the output. */
export const EXEC_DEFAULTS: Settings = Object.freeze({ ...DEFAULTS, port: 0, logLevel: 'warn' })

/**
 * Starts a server, runs a command with the official clients configured for it, and stops the server.
 *
 * @param kind of the credential in the command's environment
 * @returns the command's exit code, or 128 plus the number of the signal that ended it
 * @throws {StartError} if the server cannot start
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
      if (environment['MONGODB_ATLAS_ORG_ID'] === undefined) {
        const warning = `no seeded ${KINDS[kind]} may write from any address: the command gets no credentials`
        process.stderr.write(`atlas-mock: ${warning}\n`)
      }
      return await runner.run(command, { ...withoutCredentials(readEnvironment()), ...environment })
    } finally {
      await stop()
    }
  } finally {
    runner.close()
    authority?.remove()
  }
}

/** Returns a temporary file for the certificate of the generated CA; undefined if the user set one or needs none. */
function authorityFor({ tls, tlsCert, tlsCaOut }: Settings) {
  if (!tls || tlsCert !== undefined || tlsCaOut !== undefined) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'atlas-mock-'))
  return {
    settings: { tlsCaOut: join(folder, 'ca.pem') },
    remove: () => rmSync(folder, { recursive: true, force: true })
  }
}

/** Removes credentials: a client must not send those of a real organization to the mock. */
function withoutCredentials(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !CREDENTIAL_VARIABLES.includes(name)))
}
