import { Command, Option } from 'commander'
import { closestMatch } from 'leven'
import { PACKAGE } from '../assets.ts'
import { textOf } from '../config/settings.ts'
import {
  DEFAULTS,
  loadConfig,
  readEnvironment,
  SETTINGS,
  type Settings,
  unknownVariables
} from '../config.ts'
import { EXEC_DEFAULTS, execute } from './exec.ts'
import { checkHealth } from './healthcheck.ts'
import { checkSeed } from './seed-check.ts'
import { serve } from './serve.ts'

/** Shells that have a completion script. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const

type Flags = Record<string, string | boolean>

const TERRAFORM_NOTE = `
The Terraform provider 2.1.0 and later reads the address from the same source as the credentials.
Do not put credentials into the provider block: the provider would ignore the address in the
environment and call the real Atlas.`

/** Values of `--auth` and the kind of credential that each selects. */
const AUTH = { 'api-key': 'apiKey', 'service-account': 'serviceAccount' } as const

/**
 * Creates all commands except `complete`, which inspects them.
 *
 * @param argv `process.argv`
 */
export function createCommands(argv: readonly string[] = []): Command {
  const program = new Command('atlas-mock')
    .description("Mocks MongoDB Atlas's Admin API for third-party integrations.")
    .version(PACKAGE.version)
    .exitOverride()
  const serveCommand = addServe(program)
  addExec(program, argv)
  addHealthcheck(program)
  addSeedCheck(program)
  return program.addHelpText('after', () => `\n${serveCommand.helpInformation()}`)
}

function addServe(program: Command): Command {
  const command = program.command('serve', { isDefault: true }).description('start the server (default)')
  return addSettings(command)
    .option('--json', 'print one line of JSON instead of the banner when the server is ready')
    .allowExcessArguments()
    .action(({ json, ...flags }: Flags) => {
      // Commander passes an unknown command to the default command.
      const [word] = command.args
      if (word !== undefined) command.error(`error: unknown command '${word}'`)
      warnOfVariables()
      return serve(loadConfig(textsOf(flags)), json === true)
    })
}

function addExec(program: Command, argv: readonly string[]): void {
  const command = program
    .command('exec')
    .description(
      'run a command against a temporary server; environment variables configure the official clients for it'
    )
    .usage('[options] -- <command> [args...]')
    .addHelpText('after', TERRAFORM_NOTE)
    .allowExcessArguments()
  const auth = new Option('--auth <kind>', "credential in the command's environment")
  command.addOption(auth.choices(Object.keys(AUTH)).default('api-key'))
  addSettings(command, EXEC_DEFAULTS).action(async ({ auth, ...flags }: Flags) => {
    const words = wordsAfterDashes(command, argv)
    warnOfVariables()
    const settings = loadConfig(textsOf(flags), undefined, EXEC_DEFAULTS)
    const code = await execute(settings, AUTH[auth as keyof typeof AUTH], words)
    // Keep the exit code that a failed export has set.
    if (code !== 0) process.exitCode = code
  })
}

/** Returns the words after `--`, which commander removes from its arguments. */
function wordsAfterDashes(command: Command, argv: readonly string[]): string[] {
  const dashes = argv.indexOf('--')
  const words = dashes < 0 ? [] : argv.slice(dashes + 1)
  if (words.length === 0) command.error("error: missing command after '--', for example: exec -- npm test")
  if (command.args.length > words.length) {
    command.error(`error: unexpected argument '${command.args[0]}' before '--'`)
  }
  return words
}

function addHealthcheck(program: Command): void {
  const command = program
    .command('healthcheck')
    .description('check the health of a running server; exit with code 0 or 1')
  addSettings(command).action(async (flags: Flags) => {
    process.exitCode = (await checkHealth(loadConfig(textsOf(flags)))) ? 0 : 1
  })
}

function addSeedCheck(program: Command): void {
  const seed = program.command('seed').description('commands for seed data').exitOverride()
  seed
    .command('check')
    .description('validate a seed and count its contents')
    .argument('<file>', 'a seed file; - for standard input')
    .option('--json', 'print the counts as JSON')
    .action((file: string, { json }: Flags) => {
      process.stdout.write(`${checkSeed(file, json === true)}\n`)
    })
}

/** Warns of unknown `ATLAS_MOCK_` variables and suggests the closest setting. */
function warnOfVariables(): void {
  const known = SETTINGS.map(({ variable }) => variable)
  for (const name of unknownVariables(readEnvironment())) {
    const nearest = closestMatch(name, known, { maxDistance: 2 })
    const hint = nearest === undefined ? '' : `, did you mean ${nearest}?`
    process.stderr.write(`atlas-mock: unknown variable ${name}${hint}\n`)
  }
}

/** Converts parsed flags to texts; a flag without a value means `on`. */
function textsOf(flags: Flags): Record<string, string> {
  return Object.fromEntries(Object.entries(flags).map(([key, value]) => [key, textOf(value)]))
}

function addSettings(command: Command, defaults: Settings = DEFAULTS): Command {
  for (const { key, flag, argument, description, variable } of SETTINGS) {
    const value = defaults[key]
    const about = value === undefined ? '' : `default: ${textOf(value)}, `
    command.option(`${flag} ${argument}`, `${description} (${about}env: ${variable})`)
  }
  return command
}
