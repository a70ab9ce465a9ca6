import { Command, Option } from 'commander'
import { PACKAGE } from '../assets.ts'
import { didYouMean } from '../base/did-you-mean.ts'
import { DEFAULTS, loadConfig, SETTINGS, type Settings, unknownVariables } from '../config/config.ts'
import { textOf } from '../config/settings.ts'
import { addCompare } from './compare-command.ts'
import type { Terminal } from './terminal.ts'

type Flags = Record<string, string | boolean | readonly string[]>

const TERRAFORM_NOTE = `
The Terraform provider 2.1.0 and later reads the address from the same source as the credentials.
Do not put credentials into the provider block: the provider would ignore the address in the
environment and call the real Atlas.`

/** Defaults of `exec`: a free port, and a quiet log because the command shares the output. */
const EXEC_DEFAULTS: Settings = Object.freeze({ ...DEFAULTS, port: 0, logLevel: 'warn' })

/** Values of `--auth` and the kind of credential that each selects. */
const AUTH = { 'api-key': 'apiKey', 'service-account': 'serviceAccount' } as const

/**
 * Creates all commands. Each loads its code when it runs.
 *
 * @param argv as `process.argv`
 */
export function createCommands(argv: readonly string[], terminal: Terminal): Command {
  const program = new Command('atlas-mock')
    .description("Mocks MongoDB Atlas's Administration API for third-party integrations.")
    .version(PACKAGE.version)
    .exitOverride()
    .configureOutput({
      writeOut: text => terminal.stdout.write(text),
      writeErr: text => terminal.stderr.write(text),
      outputError: (text, write) => write(`atlas-mock: ${text.replace(/^error: /, '')}`)
    })
  const serveCommand = addServe(program, terminal)
  addExec(program, argv, terminal)
  addCompare(program, terminal)
  addHealthcheck(program, terminal)
  addSeedCheck(program, terminal)
  return program.addHelpText('after', () => `\n${serveCommand.helpInformation()}`)
}

function addServe(program: Command, terminal: Terminal): Command {
  const command = program.command('serve', { isDefault: true }).description('start the server (default)')
  return addSettings(command)
    .option('--json', 'print one line of JSON instead of the banner when the server is ready')
    .allowExcessArguments()
    .action(async ({ json, ...flags }: Flags) => {
      // Commander passes an unknown command to the default command.
      const [word] = command.args
      if (word !== undefined) {
        const names = program.commands.map(known => known.name())
        command.error(`unknown command '${word}'${didYouMean(word, names)}`)
      }
      warnOfVariables(terminal)
      const { serve } = await import('./serve.ts')
      return serve(loadConfig(textsOf(flags), terminal.env), json === true, terminal)
    })
}

function addExec(program: Command, argv: readonly string[], terminal: Terminal): void {
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
  command.option(
    '--cwd <folder>',
    'folder to run the command in; other paths stay relative to the current one'
  )
  command.option('--isolate', 'reject requests from the command to other hosts, with a proxy')
  addSettings(command, EXEC_DEFAULTS).action(async ({ auth, cwd, isolate, ...flags }: Flags) => {
    const words = wordsAfterDashes(command, argv)
    warnOfVariables(terminal)
    const settings = loadConfig(textsOf(flags), terminal.env, EXEC_DEFAULTS)
    const options = {
      kind: AUTH[auth as keyof typeof AUTH],
      isolated: isolate === true,
      cwd: cwd as string | undefined
    }
    const { execute } = await import('./exec.ts')
    const code = await execute(settings, options, words, terminal)
    // Keep the exit code that a failed export has set.
    if (code !== 0) terminal.exitCode = code
  })
}

/** Returns the words after `--`, which commander removes from its arguments. */
function wordsAfterDashes(command: Command, argv: readonly string[]): string[] {
  const dashes = argv.indexOf('--')
  const words = dashes < 0 ? [] : argv.slice(dashes + 1)
  if (words.length === 0) command.error("missing command after '--', for example: exec -- npm test")
  if (command.args.length > words.length) {
    command.error(`unexpected argument '${command.args[0]}' before '--'`)
  }
  return words
}

function addHealthcheck(program: Command, terminal: Terminal): void {
  const command = program
    .command('healthcheck')
    .description('check the health of a running server; exit with code 0 or 1')
  addSettings(command).action(async (flags: Flags) => {
    const { checkHealth } = await import('./healthcheck.ts')
    const isHealthy = await checkHealth(loadConfig(textsOf(flags), terminal.env), terminal)
    terminal.exitCode = isHealthy ? 0 : 1
  })
}

function addSeedCheck(program: Command, { stdout }: Terminal): void {
  const seed = program.command('seed').description('commands for seed data').exitOverride()
  seed
    .command('check')
    .description('validate a seed and count its contents')
    .argument('<file>', 'a seed file; - for standard input')
    .option('--json', 'print the counts as JSON')
    .action(async (file: string, { json }: Flags) => {
      const { checkSeed } = await import('./seed-check.ts')
      stdout.write(`${checkSeed(file, json === true)}\n`)
    })
}

/** Warns of unknown `ATLAS_MOCK_` variables and suggests the closest setting. */
function warnOfVariables({ env, stderr }: Terminal): void {
  const known = SETTINGS.map(({ variable }) => variable)
  for (const name of unknownVariables(env)) {
    stderr.write(`atlas-mock: unknown variable ${name}${didYouMean(name, known)}\n`)
  }
}

/** Converts parsed flags to texts; a flag without a value means `on`. */
function textsOf(flags: Flags): Record<string, string> {
  return Object.fromEntries(
    Object.entries(flags).map(([key, value]) => {
      if (!Array.isArray(value)) return [key, textOf(value)]
      return [key, value.length === 1 ? value[0] : JSON.stringify(value)]
    })
  )
}

function addSettings(command: Command, defaults: Settings = DEFAULTS): Command {
  for (const { key, flag, argument, description, variable, repeatable } of SETTINGS) {
    const value = defaults[key]
    const about = value === undefined ? '' : `default: ${textOf(value)}, `
    const option = new Option(`${flag} ${argument}`, `${description} (${about}env: ${variable})`)
    if (repeatable) option.argParser((text: string, earlier: string[] = []) => [...earlier, text])
    command.addOption(option)
  }
  return command
}
