import { CommanderError } from 'commander'
import { StartError } from '../catalogue/errors.ts'
import { type Environment, readEnvironment } from '../config/config.ts'
import { CANNOT_WRITE, Terminal } from '../config/terminal.ts'
import { createCommands } from './program.ts'

/** Exit code for an invalid command, setting, seed or database. */
const USAGE_ERROR = 2

/**
 * Runs the command `atlas-mock`. A usage error prints one line to standard error.
 *
 * @param argv as `process.argv`
 * @returns the exit code; for a server, as soon as it is ready
 */
export async function main(
  argv: readonly string[],
  env: Environment = readEnvironment(),
  streams: Pick<Terminal, 'stdout' | 'stderr'> = process
): Promise<number> {
  const terminal = new Terminal(env, streams)
  let isReported = false
  terminal.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The reader closed the pipe.
    if (error.code === 'EPIPE' || isReported) return
    isReported = true
    terminal.warn(`cannot write the output: ${error.message}`)
    terminal.exitCode = CANNOT_WRITE
    // The error may arrive after the command.
    process.exitCode = CANNOT_WRITE
  })
  try {
    await createCommands(argv, terminal).parseAsync(argv)
    return terminal.exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE_ERROR
    if (!(error instanceof StartError)) throw error
    terminal.warn(error.message)
    return USAGE_ERROR
  }
}
