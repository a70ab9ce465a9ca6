import { Argument, type Command, CommanderError } from 'commander'
import { StartError } from '../errors.ts'
import { createCommands, SHELLS } from './program.ts'

/** Exit code for an invalid command, setting, seed or database. */
const USAGE_ERROR = 2

/** Runs the command `atlas-mock` and sets the exit code. A usage error prints one line to standard error. */
export async function main(argv: readonly string[]): Promise<void> {
  process.stdout.on('error', onOutputError)
  try {
    if (argv[2] === 'complete' && argv[3] === '--') await suggest(argv.slice(4))
    else await addComplete(createCommands(argv)).parseAsync(argv)
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : USAGE_ERROR
    } else if (error instanceof StartError) {
      process.stderr.write(`atlas-mock: ${error.message}\n`)
      process.exitCode = USAGE_ERROR
    } else {
      throw error
    }
  }
}

/** Ignores EPIPE: the reader closed the pipe. */
function onOutputError({ code, message }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE') return
  process.stderr.write(`atlas-mock: cannot write the output: ${message}\n`)
  process.exitCode = 1
}

/** Prints suggestions for a completion script. Loads the library on demand: it would delay a start. */
async function suggest(words: readonly string[]): Promise<void> {
  const { printSuggestions } = await import('./completion.ts')
  printSuggestions(createCommands(), words)
}

function addComplete(program: Command): Command {
  program
    .command('complete')
    .description("print a shell's completion script")
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .action(async (shell: string) => {
      const { printScript } = await import('./completion.ts')
      printScript(program.name(), shell)
    })
  return program
}
