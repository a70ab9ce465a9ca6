import { type Command, InvalidArgumentError, Option } from 'commander'
import type { CompareFlags } from './compare.ts'
import type { Terminal } from './terminal.ts'

const NOTE = `
Credentials come from the variables that the official clients read, for example
MONGODB_ATLAS_PUBLIC_KEY and MONGODB_ATLAS_PRIVATE_KEY, or MONGODB_ATLAS_CLIENT_ID and
MONGODB_ATLAS_CLIENT_SECRET. The comparison needs ORG_OWNER or ORG_GROUP_CREATOR.
It uses only a project that it creates, and deletes it at the end.

Exit codes: 0 no differences, 1 differences, 2 the comparison could not run.`

/** Adds the command that compares the mock with a service or a recording. */
export function addCompare(program: Command, terminal: Terminal): void {
  program
    .command('compare')
    .description('compare the mock with a service, or with a recording of its traffic')
    .addOption(new Option('--target <url>', 'the service, for example https://cloud.mongodb.com'))
    .addOption(new Option('--har <file>', 'a HAR file with recorded traffic').conflicts('target'))
    .option('--org <id>', "the organization for the comparison's project (env: MONGODB_ATLAS_ORG_ID)")
    .addOption(new Option('--rate <n>', 'requests per second to the service').argParser(parseRate).default(2))
    .option('--dry-run', 'print the requests that the comparison sends, without sending them')
    .option('--record <file>', "write the service's responses as exchanges")
    .option('--json', 'print the result as JSON')
    .option('--junit <file>', 'write the result as a JUnit report')
    .addHelpText('after', NOTE)
    .action(async (flags: CompareFlags) => {
      // Loaded on demand: it would delay a start.
      const { runCompare } = await import('./compare.ts')
      await runCompare(flags, terminal)
    })
}

function parseRate(text: string): number {
  const rate = Number(text)
  if (/^\d+(\.\d+)?$/.test(text) && rate >= 0.01 && rate <= 1000) return rate
  throw new InvalidArgumentError('It must be a number from 0.01 to 1000.')
}
