#!/usr/bin/env node
// No other imports: an older Node.js cannot load the rest.
import * as nodeModule from 'node:module'
import { nodeProblem } from './base/node-version.ts'

const manifest = nodeModule.createRequire(import.meta.url)('../package.json')
const problem = nodeProblem(process.versions.node, manifest.engines.node)

if (problem !== undefined) {
  process.stderr.write(`atlas-mock: ${problem}\n`)
  process.exitCode = 2
} else {
  nodeModule.enableCompileCache()
  import('./cli/main.ts').then(async ({ main }) => {
    process.exitCode = await main(process.argv)
  })
}
