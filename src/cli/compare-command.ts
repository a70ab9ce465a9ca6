import { type Command, Option } from 'commander'
import type { CompareFlags } from './compare.ts'
import type { Terminal } from './terminal.ts'

const NOTE = `
Example:
  atlas-mock compare --target https://cloud.mongodb.com

Credentials are read from the variables of the official clients, such as
MONGODB_ATLAS_PUBLIC_KEY and MONGODB_ATLAS_PRIVATE_KEY, or MONGODB_ATLAS_CLIENT_ID and
MONGODB_ATLAS_CLIENT_SECRET. The credentials need the role ORG_OWNER or ORG_GROUP_CREATOR.
The command changes only projects that it creates, and deletes them at the end.

Exit codes: 0 no differences, 1 differences, 2 the comparison could not run,
128+n stopped by signal n.`

/** Adds the command that compares the mock with a service. */
export function addCompare(program: Command, terminal: Terminal): void {
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
    .addHelpText('after', NOTE)
    .action(async ({ rate, ...flags }: Omit<CompareFlags, 'rate'> & { rate: string }, command: Command) => {
      const perSecond = /^\d+(\.\d+)?$/.test(rate) ? Number(rate) : 0
      if (perSecond < 0.01 || perSecond > 1000) {
        command.error(`--rate must be a number from 0.01 to 1000, not ${JSON.stringify(rate)}`)
      }
      // Imported on demand: it would slow down other commands.
      const { runCompare } = await import('./compare.ts')
      await runCompare({ ...flags, rate: perSecond }, terminal)
    })
}
