#!/usr/bin/env node
// Nothing else is imported here: on an older Node.js the rest does not even parse.
import * as nodeModule from 'node:module'

const manifest = nodeModule.createRequire(import.meta.url)('../package.json')
const needed = String(manifest.engines.node).replace('>=', '').split('.').map(Number)
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const [neededMajor = 0, neededMinor = 0] = needed

if (major < neededMajor || (major === neededMajor && minor < neededMinor)) {
  process.stderr.write(
    `atlas-mock needs Node.js ${manifest.engines.node}, this is ${process.versions.node}\n`
  )
  process.exitCode = 2
} else {
  // Compiled code is kept between starts, which makes the next one faster.
  nodeModule.enableCompileCache()
  import('./cli/main.ts').then(({ main }) => main(process.argv))
}
