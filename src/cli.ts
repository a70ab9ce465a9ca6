#!/usr/bin/env node
// No other imports: an older Node.js cannot parse the rest.
import * as nodeModule from 'node:module'
import { setFlagsFromString } from 'node:v8'

const manifest = nodeModule.createRequire(import.meta.url)('../package.json')
const needed = String(manifest.engines.node).replace('>=', '').split('.').map(Number)
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const [neededMajor = 0, neededMinor = 0] = needed

if (major < neededMajor || (major === neededMajor && minor < neededMinor)) {
  process.stderr.write(
    `atlas-mock requires Node.js ${manifest.engines.node}, found ${process.versions.node}\n`
  )
  process.exitCode = 2
} else {
  // The young generation would grow to 48 MB under load, and the mock would not be faster. Before the compile cache,
  // which depends on V8's options.
  setFlagsFromString('--semi-space-growth-factor=1')
  nodeModule.enableCompileCache()
  import('./cli/main.ts').then(async ({ main }) => {
    process.exitCode = await main(process.argv)
  })
}
