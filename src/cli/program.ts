import { Command, Option } from 'commander'
import { closestMatch } from 'leven'
import { PACKAGE } from '../assets.ts'
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

/** Shells for which there is a completion script. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const

type Flags = Record<string, string | boolean>

const SAME_PLACE = `
The Terraform provider, from version 2.1.0 on, takes the address only from the place where it finds
credentials. Leave credentials out of its block: with them there it ignores the address in the
environment, and calls the real Atlas.`

/** The kinds of credential as `--auth` names them. */
const AUTH = { 'api-key': 'apiKey', 'service-account': 'serviceAccount' } as const

/**
 * The commands but `complete`, which reads them.
 *
 * @param argv as Node gives it
 */
export function createCommands(argv: readonly string[] = []): Command {
  const program = new Command('atlas-mock')
    .description("Answers as MongoDB Atlas's Admin API does for third-party integrations.")
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
    .option('--json', 'when it is ready, print one line of JSON instead of the banner')
    .allowExcessArguments()
    .action(({ json, ...flags }: Flags) => {
      // Any word that is no command comes here, since this is the default.
      const [word] = command.args
      if (word !== undefined) command.error(`error: '${word}' is no command`)
      warnOfVariables()
      return serve(loadConfig(textOf(flags)), json === true)
    })
}

function addExec(program: Command, argv: readonly string[]): void {
  const command = program
    .command('exec')
    .description(
      'run a command with a server of its own, to which its environment leads the official clients'
    )
    .usage('[options] -- <command> [args...]')
    .addHelpText('after', SAME_PLACE)
    .allowExcessArguments()
  const auth = new Option('--auth <kind>', "credential in the command's environment")
  command.addOption(auth.choices(Object.keys(AUTH)).default('api-key'))
  addSettings(command, EXEC_DEFAULTS).action(async ({ auth, ...flags }: Flags) => {
    const words = wordsAfterDashes(command, argv)
    warnOfVariables()
    const settings = loadConfig(textOf(flags), undefined, EXEC_DEFAULTS)
    const code = await execute(settings, AUTH[auth as keyof typeof AUTH], words)
    // A state that could not be written has set it already.
    if (code !== 0) process.exitCode = code
  })
}

/** The command to run. Commander takes the dashes away, without which a flag's end could not be told. */
function wordsAfterDashes(command: Command, argv: readonly string[]): string[] {
  const dashes = argv.indexOf('--')
  const words = dashes < 0 ? [] : argv.slice(dashes + 1)
  if (words.length === 0)
    command.error('error: missing command; it stands behind two dashes: exec -- npm test')
  const stray = command.args[0]
  if (command.args.length > words.length) command.error(`error: '${stray}' must stand behind two dashes`)
  return words
}

function addHealthcheck(program: Command): void {
  const command = program
    .command('healthcheck')
    .description('ask a running server whether it is well; exit code 0 or 1')
  addSettings(command).action(async (flags: Flags) => {
    process.exitCode = (await checkHealth(loadConfig(textOf(flags)))) ? 0 : 1
  })
}

function addSeedCheck(program: Command): void {
  const seed = program.command('seed').description('work with seeds').exitOverride()
  seed
    .command('check')
    .description('check a seed as a start does, and count what is in it')
    .argument('<file>', 'a seed file; - for standard input')
    .option('--json', 'print the counts as JSON')
    .action((file: string, { json }: Flags) => {
      process.stdout.write(`${checkSeed(file, json === true)}\n`)
    })
}

/** Warns of each variable that looks like a setting but is not one, and names the setting closest to it. */
function warnOfVariables(): void {
  for (const name of unknownVariables(readEnvironment())) {
    const nearest = closestMatch(
      name,
      SETTINGS.map(({ variable }) => variable),
      { maxDistance: 4 }
    )
    const hint = nearest === undefined ? '' : `, did you mean ${nearest}?`
    process.stderr.write(`atlas-mock: unknown variable ${name}${hint}\n`)
  }
}

/** A switch without its word means on. */
function textOf(flags: Flags): Record<string, string> {
  return Object.fromEntries(
    Object.entries(flags).map(([key, value]) => [key, value === true ? 'on' : String(value)])
  )
}

function addSettings(command: Command, defaults: Settings = DEFAULTS): Command {
  for (const { key, flag, argument, description, variable } of SETTINGS) {
    const value = defaults[key]
    const shown = typeof value === 'boolean' ? (value ? 'on' : 'off') : value
    const about = shown === undefined ? `env: ${variable}` : `default: ${shown}, env: ${variable}`
    command.option(`${flag} ${argument}`, `${description} (${about})`)
  }
  return command
}
