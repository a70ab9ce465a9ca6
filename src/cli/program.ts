import { Command, Option } from 'commander'
import { PACKAGE } from '../assets.ts'
import { didYouMean } from '../base/did-you-mean.ts'
import type { ClientCredential } from '../client/environment.ts'
import { DEFAULTS, loadConfig, SETTINGS, type Settings, unknownVariables } from '../config/config.ts'
import type { Terminal } from '../config/terminal.ts'
import { addProofCommands } from '../proof/commands/proof-commands.ts'
import { addSettings, createOption, describeOptions, type Flags, textsOf } from './setting-options.ts'

const TERRAFORM_NOTE = `
The Terraform provider 2.1.0 and later reads the address from the same source as the credentials.
Do not put credentials into the provider block: the provider would ignore the address in the
environment and call the real Atlas.`

/** Defaults of `exec`: a free port, and a quiet log because the command shares the output. */
const EXEC_DEFAULTS: Settings = Object.freeze({ ...DEFAULTS, port: 0, logLevel: 'warn' })

const AUTH = new Map<string, ClientCredential['kind']>([
  ['api-key', 'apiKey'],
  ['service-account', 'serviceAccount']
])

/** Creates all commands. Each loads its code when it runs. @param argv as `process.argv` */
export function createCommands(argv: readonly string[], terminal: Terminal): Command {
  const program = new Command('atlas-mock')
    .description("Mocks MongoDB Atlas's Administration API for third-party integrations.")
    .version(PACKAGE.version)
    .exitOverride()
    .configureOutput({
      writeOut: text => terminal.stdout.write(text),
      writeErr: text => terminal.stderr.write(text),
      outputError: text => {
        const line = text.replace(/^error: /, '').replace(/\n\(Did you mean (.*)\?\)/, ", did you mean '$1'?")
        terminal.warn(line.trimEnd())
      }
    })
  const serveCommand = addServe(program, terminal)
  addExec(program, argv, terminal)
  addProofCommands(program, terminal)
  addHealthcheck(program, terminal)
  addSeedCheck(program, terminal)
  return program.addHelpText('after', () => {
    const width = program.configureOutput().getOutHelpWidth?.()
    const options = describeOptions(serveCommand, width)
    return `${exampleOf('exec -- npm test')}\n\nOptions of serve, the default command\n\n${options}`
  })
}

function addServe(program: Command, terminal: Terminal): Command {
  const command = program
    .command('serve', { isDefault: true })
    .description('start the server (default)')
    .addOption(
      new Option('--json', 'print one line of JSON instead of the banner when the server is ready').helpGroup(
        'Server:'
      )
    )
    .addHelpText('after', exampleOf('serve --port 0 --seed seed.json'))
    .allowExcessArguments()
  return addSettings(command, DEFAULTS).action(async ({ json, ...flags }: Flags) => {
    // Commander passes an unknown command to the default command.
    const [word] = command.args
    if (word !== undefined) {
      const names = program.commands.map(known => known.name())
      if (names.includes(word)) {
        command.error(
          `options must come after '${word}', or be set by their variables, such as ATLAS_MOCK_SEED`
        )
      }
      command.error(`unknown command '${word}'${didYouMean(word, names)}`)
    }
    warnOfVariables(terminal)
    const { serve } = await import('./serve.ts')
    return serve(loadConfig(textsOf(flags), terminal.env), json === true, terminal)
  })
}

function exampleOf(words: string): string {
  return `\nExample:\n  atlas-mock ${words}`
}

function addExec(program: Command, argv: readonly string[], terminal: Terminal): void {
  const kinds = [...AUTH.keys()]
  const auth = new Option(`--auth <${kinds.join('|')}>`, "credential in the command's environment")
  const command = program
    .command('exec')
    .description('run a command with a mock of its own; variables point Atlas clients at it')
    .usage('[options] -- <command> [args...]')
    .addOption(auth.default('api-key'))
    .option('--cwd <folder>', 'folder to run the command in; other paths stay relative to the current one')
    .option('--isolate', 'reject requests from the command to other hosts, with a proxy')
    .addHelpText('after', `${exampleOf('exec -- npm test')}\n${TERRAFORM_NOTE}`)
    .allowExcessArguments()
  addSettings(command, EXEC_DEFAULTS).action(async ({ auth, cwd, isolate, ...flags }: Flags) => {
    const words = wordsAfterDashes(command, argv)
    const kind = AUTH.get(String(auth))
    if (!kind) return command.error(`--auth must be one of ${kinds.join(', ')}, not ${JSON.stringify(auth)}`)
    warnOfVariables(terminal)
    const settings = loadConfig(textsOf(flags), terminal.env, EXEC_DEFAULTS)
    const options = {
      kind,
      isolated: isolate === true,
      cwd: cwd as string | undefined,
      clearsCalls: flags['calls'] !== undefined
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
  if (words[0] === '') command.error("the command after '--' is empty")
  if (command.args.length > words.length) {
    command.error(`unexpected argument '${command.args[0]}' before '--'`)
  }
  return words
}

function addHealthcheck(program: Command, terminal: Terminal): void {
  program
    .command('healthcheck')
    .description('check the health of a running server; exit with code 0 or 1')
    .addOption(createOption('port', DEFAULTS, 'port of the server'))
    .addOption(createOption('host', DEFAULTS, 'address that the server listens on'))
    .addOption(createOption('tls', DEFAULTS, 'the server uses HTTPS'))
    .addHelpText('after', exampleOf('healthcheck --port 8080'))
    .action(async (flags: Flags) => {
      const { checkHealth } = await import('./healthcheck.ts')
      const isHealthy = await checkHealth(loadConfig(textsOf(flags), terminal.env), terminal)
      terminal.exitCode = isHealthy ? 0 : 1
    })
}

function addSeedCheck(program: Command, terminal: Terminal): void {
  const seed = program.command('seed').description('commands for seed data').exitOverride()
  seed
    .command('check')
    .description('validate a seed and count its contents, or list its errors')
    .argument('<file>', 'a seed file; - for standard input')
    .option('--json', 'print the counts or the errors as JSON')
    .addHelpText('after', exampleOf('seed check seed.json'))
    .action(async (file: string, { json }: Flags) => {
      const { checkSeed } = await import('./seed-check.ts')
      await checkSeed(file, json === true, terminal)
    })
}

function warnOfVariables(terminal: Terminal): void {
  const known = SETTINGS.map(({ variable }) => variable)
  for (const name of unknownVariables(terminal.env)) {
    terminal.warn(`unknown variable ${name}${didYouMean(name, known)}`)
  }
}
