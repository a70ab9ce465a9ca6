import type { Plugin } from 'esbuild'

/**
 * Takes Node's own modules with require: an import reads every export at once, and with some of them loads what
 * nobody needs. With node:http that is the whole of fetch, a third of the start.
 */
export const requireOwn: Plugin = {
  name: 'require-own',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, kind, importer }) => {
      // The command's entry must run on any Node.js, and so import nothing that is bundled.
      const isEntry = importer.endsWith('/src/cli.ts')
      return kind !== 'import-statement' || isEntry
        ? { path, external: true }
        : { path, namespace: 'required' }
    })
    onLoad({ filter: /.*/, namespace: 'required' }, ({ path }) => ({
      contents: `module.exports = require('${path}')`
    }))
  }
}
