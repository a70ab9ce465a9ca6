import type { Command } from 'commander'
import type { ReportFlags } from './calls.ts'
import type { Terminal } from './terminal.ts'

const NOTE = `
Example:
  atlas-mock calls report calls --fail-on guess,none --accepted accepted.json

--accepted takes a report that --json has printed: its behaviours do not fail.

Exit codes: 0 no behaviour rejected, 1 a behaviour with a label of --fail-on is not accepted,
2 usage error or unreadable file.`

/** Adds the commands for recorded calls. */
export function addCalls(program: Command, terminal: Terminal): void {
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
    .addHelpText('after', NOTE)
    .action(async (paths: string[], flags: ReportFlags) => {
      // Imported on demand: it would slow down other commands.
      const { runReport } = await import('./calls.ts')
      await runReport(paths, flags, terminal)
    })
}
