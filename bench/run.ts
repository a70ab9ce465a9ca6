import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { contestants } from './contestants.ts'
import { type Findings, print, showFindings, writeBlock } from './page.ts'
import { measureDigest } from './part-digest.ts'
import { measureFlatness } from './part-flat.ts'
import { measureLoad } from './part-load.ts'
import { measureStarts } from './part-start.ts'
import { installPeers } from './peers.ts'

/**
 * The mock beside what a user would pick instead and beside what it is built of; `docs/PERFORMANCE.md` says what
 * is measured and how. `npm run build` first. A full run writes its tables into that page; `--quick` only
 * shows that everything runs.
 */
const PARTS = ['start', 'load', 'digest', 'flat'] as const
type Part = (typeof PARTS)[number]

const FULL = {
  starts: 16,
  rounds: 6,
  seconds: 1.5,
  limit: 12_000,
  connections: [1, 32],
  sizes: [1, 1_000, 100_000]
}
const QUICK: typeof FULL = {
  starts: 1,
  rounds: 1,
  seconds: 0.4,
  limit: 500,
  connections: [32],
  sizes: [1, 100]
}

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } }
})
const only = PARTS.find(part => part === values.only)
if (values.only !== undefined && !only) {
  process.stderr.write(`--only takes one of ${PARTS.join(', ')}\n`)
  process.exit(2)
}
const effort = values.quick ? QUICK : FULL

// Enough for every round, at both numbers of connections, the rounds that are not measured included.
const fresh = effort.limit * 2 * (effort.rounds + 2)

async function measure(part: Part, folder: string): Promise<Findings> {
  switch (part) {
    case 'start':
      return measureStarts(await contestants(folder, await installPeers(), fresh), effort.starts)
    case 'load':
      return measureLoad(await contestants(folder, await installPeers(), fresh), effort)
    case 'digest':
      return measureDigest(
        folder,
        { projects: fresh, each: 0 },
        { ...effort, limit: Math.floor(effort.limit / 3) }
      )
    case 'flat':
      return measureFlatness(folder, effort.sizes, { ...effort, limit: effort.limit * 2 })
  }
}

const folder = mkdtempSync(join(tmpdir(), 'atlas-mock-bench-'))
try {
  for (const part of only ? [only] : PARTS) {
    const begun = performance.now()
    const text = showFindings(await measure(part, folder))
    print(`\n${text}\n\n${part}: ${Math.round((performance.now() - begun) / 1_000)} s\n`)
    if (!values.quick) writeBlock(part, text)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
