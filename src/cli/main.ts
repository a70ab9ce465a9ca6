import { Command, CommanderError } from 'commander'
import { PACKAGE } from '../assets.ts'
import { loadConfig, SETTINGS } from '../config.ts'
import { StartError } from '../errors.ts'
import { checkHealth } from './healthcheck.ts'
import { serve } from './serve.ts'

/** Exit code of a wrong word, setting, seed or database. */
const USAGE_ERROR = 2

/** Runs the command `atlas-mock`. Sets the exit code; a fault of the user is one line on standard error. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(argv)
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

function createProgram(): Command {
  const program = new Command('atlas-mock')
    .description("Answers as MongoDB Atlas's Admin API does for third-party integrations.")
    .version(PACKAGE.version)
    .exitOverride()
  const serveCommand = program.command('serve', { isDefault: true }).description('start the server (default)')
  const healthCommand = program
    .command('healthcheck')
    .description('ask a running server whether it is well; exit code 0 or 1')
  for (const command of [serveCommand, healthCommand]) addSettings(command)
  program.addHelpText('after', () => `\n${serveCommand.helpInformation()}`)
  serveCommand.action((flags: Flags) => serve(loadConfig(textOf(flags))))
  healthCommand.action(async (flags: Flags) => {
    process.exitCode = (await checkHealth(loadConfig(textOf(flags)))) ? 0 : 1
  })
  return program
}

type Flags = Record<string, string | true>

/** A switch without its word means on. */
function textOf(flags: Flags): Record<string, string> {
  return Object.fromEntries(Object.entries(flags).map(([key, value]) => [key, value === true ? 'on' : value]))
}

function addSettings(command: Command): void {
  command.exitOverride()
  for (const { flag, argument, description, variable, fallback } of SETTINGS) {
    const shown = typeof fallback === 'boolean' ? (fallback ? 'on' : 'off') : fallback
    const about = shown === undefined ? `env: ${variable}` : `default: ${shown}, env: ${variable}`
    command.option(`${flag} ${argument}`, `${description} (${about})`)
  }
}
