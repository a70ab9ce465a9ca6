import { Command, Option } from 'commander'
import { PACKAGE } from '../assets.ts'
import { didYouMean } from '../base/did-you-mean.ts'
import type { ClientCredential } from '../client/environment.ts'
import { DEFAULTS, loadConfig, SETTINGS, type Settings, unknownVariables } from '../config/config.ts'
import type { ReportFlags } from './calls.ts'
import type { CompareFlags } from './compare-command.ts'
import { addSettings, createOption, describeOptions, type Flags, textsOf } from './setting-options.ts'
import type { Terminal } from './terminal.ts'

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
  addCompare(program, terminal)
  addCalls(program, terminal)
  addEvidence(program, terminal)
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

const COMPARE_NOTE = `
Example:
  atlas-mock compare --target https://cloud.mongodb.com

Credentials are read from the variables of the official clients, such as
MONGODB_ATLAS_PUBLIC_KEY and MONGODB_ATLAS_PRIVATE_KEY, or MONGODB_ATLAS_CLIENT_ID and
MONGODB_ATLAS_CLIENT_SECRET. The credentials need the role ORG_OWNER or ORG_GROUP_CREATOR.
The command changes only projects that it creates, and deletes them at the end.

Exit codes: 0 no differences, 1 differences, 2 the comparison could not run,
128+n stopped by signal n.`

function addCompare(program: Command, terminal: Terminal): void {
  program
    .command('compare')
    .description('compare the mock with Atlas')
    .option('--target <url>', 'the service, for example https://cloud.mongodb.com')
    .addOption(
      new Option('--calls <path...>', 'recorded calls to replay, files or folders').conflicts('record')
    )
    .option('--org <id>', 'organization in which to create projects (env: MONGODB_ATLAS_ORG_ID)')
    .option('--rate <n>', 'requests per second to the service', '2')
    .addOption(
      new Option('--dry-run', 'print the requests without sending them').conflicts([
        'json',
        'junit',
        'record'
      ])
    )
    .option('--record <file>', "write the service's responses to a file")
    .option('--json', 'print the result as JSON')
    .option('--junit <file>', 'write the result as a JUnit report')
    .addHelpText('after', COMPARE_NOTE)
    .action(async ({ rate, ...flags }: Omit<CompareFlags, 'rate'> & { rate: string }, command: Command) => {
      const perSecond = /^\d+(\.\d+)?$/.test(rate) ? Number(rate) : 0
      if (perSecond < 0.01 || perSecond > 1000) {
        command.error(`--rate must be a number from 0.01 to 1000, not ${JSON.stringify(rate)}`)
      }
      const { runCompare } = await import('./compare-command.ts')
      await runCompare({ ...flags, rate: perSecond }, terminal)
    })
}

const CALLS_NOTE = `
Example:
  atlas-mock calls report calls --fail-on guess,none --accepted accepted.json

--accepted takes a report that --json has printed: its behaviours do not fail.

Exit codes: 0 no behaviour rejected, 1 a behaviour with a label of --fail-on is not accepted,
2 usage error or unreadable file.`

function addCalls(program: Command, terminal: Terminal): void {
  const calls = program.command('calls').description('commands for recorded calls').exitOverride()
  calls
    .command('report')
    .description('list the behaviours that your tests rely on, and how sure each is')
    .argument('<paths...>', 'files of recorded calls, or folders with such files')
    .option(
      '--fail-on <labels>',
      'exit with code 1 if a behaviour has one of these labels, for example guess,none'
    )
    .option('--accepted <file>', 'a report as JSON: behaviours that do not fail')
    .option('--json', 'print the report as JSON')
    .option('--junit <file>', 'write the report as a JUnit report')
    .addHelpText('after', CALLS_NOTE)
    .action(async (paths: string[], flags: ReportFlags) => {
      const { runReport } = await import('./calls.ts')
      await runReport(paths, flags, terminal)
    })
}

function addEvidence(program: Command, terminal: Terminal): void {
  program
    .command('evidence')
    .description('say how behaviours, fields and errors are known, the least certain first')
    .argument('[words...]', 'a type, an operation, an error code, a label or words: rows that have all')
    .option('--json', 'print the rows as JSON')
    .addHelpText('after', exampleOf('evidence updateGroupIntegration guess'))
    .action(async (words: string[], { json }: Flags) => {
      const { printEvidence } = await import('./evidence-command.ts')
      printEvidence(words, json === true, terminal)
    })
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
