import { cpus, totalmem } from 'node:os'
import { resolve } from 'node:path'
import { buildIn, floors } from './contestants.ts'
import { growthTable } from './growth.ts'
import { measureLoad } from './load.ts'
import { AGAINST, isWanted } from './options.ts'
import { installPeers } from './peers.ts'
import { MOCK, mainTable, OTHER } from './report.ts'
import type { Task } from './requests.ts'
import { measureCycle, measureFirstUse, measureJob, measureStart } from './uses.ts'

/**
 * Compares the mock with other mocks and with its components. `docs/PERFORMANCE.md` has a selection of the tables, and
 * describes what is measured. Run `npm run build` first.
 */
const own = buildIn(MOCK, new URL('../dist', import.meta.url).pathname)
const builds = AGAINST === undefined ? [own] : [own, buildIn(OTHER, resolve(AGAINST, 'dist'))]
// For a comparison of two builds the others would only take time.
const others =
  AGAINST === undefined && (isWanted('start') || isWanted('load'))
    ? [...floors(), ...(await installPeers(own))]
    : []
const contestants = [...builds, ...others]
const TASKS: readonly Task[] = ['GET', 'POST', '409']

if (isWanted('start')) {
  await measureStart(contestants)
  await measureFirstUse(builds)
}
if (isWanted('cycle')) {
  await measureCycle(builds)
  await measureJob(builds)
}
if (isWanted('load')) for (const task of TASKS) await measureLoad(contestants, task)
if (isWanted('digest')) await measureLoad(builds, 'digest')

const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB`
const system = `${process.platform} ${process.arch}, Node.js ${process.versions.node}`
print(`${new Date().toISOString().slice(0, 10)}, ${machine}, ${system}`)
const main = mainTable(contestants)
if (main) print(main)
for (const build of isWanted('growth') ? builds : []) {
  if (builds.length > 1) print(`${build.name}:`)
  print(await growthTable(build))
}

function print(text: string): void {
  process.stdout.write(`\n${text}\n`)
}
