import { type Command, Option } from 'commander'
import type { Terminal } from '../../config/terminal.ts'
import type { ReportFlags } from './calls-command.ts'
import type { CompareFlags } from './compare-command.ts'

/** Adds the commands that say how sure the mock is. Each loads its code when it runs. */
export function addProofCommands(program: Command, terminal: Terminal): void {
  addCompare(program, terminal)
  addCalls(program, terminal)
  addEvidence(program, terminal)
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
      const { runReport } = await import('./calls-command.ts')
      await runReport(paths, flags, terminal)
    })
}

const EVIDENCE_NOTE = `
Example:
  atlas-mock evidence updateGroupIntegration guess`

function addEvidence(program: Command, terminal: Terminal): void {
  program
    .command('evidence')
    .description('say how behaviours, fields and errors are known, the least certain first')
    .argument('[words...]', 'a type, an operation, an error code, a label or words: rows that have all')
    .option('--json', 'print the rows as JSON')
    .addHelpText('after', EVIDENCE_NOTE)
    .action(async (words: string[], { json }: { json?: boolean }) => {
      const { printEvidence } = await import('./evidence-command.ts')
      printEvidence(words, json === true, terminal)
    })
}
