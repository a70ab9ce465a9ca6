#!/usr/bin/env node
// No other imports: an older Node.js cannot parse the rest.
import * as nodeModule from 'node:module'

const manifest = nodeModule.createRequire(import.meta.url)('../package.json')
const needed = String(manifest.engines.node).replace('>=', '').split('.').map(Number)
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const [neededMajor = 0, neededMinor = 0] = needed

if (major < neededMajor || (major === neededMajor && minor < neededMinor)) {
  process.stderr.write(
    `atlas-mock: needs Node.js ${manifest.engines.node}, this is ${process.versions.node}\n`
  )
  process.exitCode = 2
} else {
  nodeModule.enableCompileCache()
  import('./cli/main.ts').then(async ({ main }) => {
    process.exitCode = await main(process.argv)
  })
}
