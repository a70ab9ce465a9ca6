import { Argument, type Command, CommanderError } from 'commander'
import { type Environment, readEnvironment } from '../config.ts'
import { StartError } from '../errors.ts'
import { createCommands, SHELLS } from './program.ts'
import type { Terminal } from './terminal.ts'

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
  { stdout, stderr }: Pick<Terminal, 'stdout' | 'stderr'> = process
): Promise<number> {
  const terminal: Terminal = { env, stdout, stderr, exitCode: 0 }
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The reader closed the pipe.
    if (error.code === 'EPIPE') return
    stderr.write(`atlas-mock: cannot write the output: ${error.message}\n`)
    terminal.exitCode = 1
    // The error may arrive after the command.
    process.exitCode = 1
  })
  try {
    if (argv[2] === 'complete' && argv[3] === '--') await suggest(argv.slice(4), terminal)
    else await addComplete(createCommands(argv, terminal), terminal).parseAsync(argv)
    return terminal.exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE_ERROR
    if (!(error instanceof StartError)) throw error
    stderr.write(`atlas-mock: ${error.message}\n`)
    return USAGE_ERROR
  }
}

/** Prints suggestions for a completion script. Loads the library on demand: it would delay a start. */
async function suggest(words: readonly string[], terminal: Terminal): Promise<void> {
  const { printSuggestions } = await import('./completion.ts')
  printSuggestions(createCommands([], terminal), words, terminal)
}

function addComplete(program: Command, terminal: Terminal): Command {
  program
    .command('complete')
    .description("print a shell's completion script")
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .action(async (shell: string) => {
      const { printScript } = await import('./completion.ts')
      printScript(program.name(), shell, terminal)
    })
  return program
}
