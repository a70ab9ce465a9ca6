import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Test } from 'tap'
import { type Engine, engineDo, ROOT } from './engine.ts'
import { addedTo } from './layers.ts'

/** Bytes that the image may add to its base, compressed. */
const ADDED = 10_000_000

/** Files that `--stubs package:NAME` reads. */
const STUBS = ['examples/kubernetes-operator/stubs.json']

/** Checks the image's metadata. */
export async function says(t: Test, engine: Engine, image: string): Promise<void> {
  const [{ Config }] = JSON.parse(await engineDo(engine, ['image', 'inspect', image]))
  const { version, description, license } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'))
  const { User, ExposedPorts, Entrypoint, WorkingDir, Labels, Env, Volumes } = Config
  const variables = Env.filter((text: string) => /^(ATLAS_MOCK_|NODE_(COMPILE_CACHE|ENV)=)/.test(text))
  const ours = Object.entries(Labels).filter(([name]) => name.startsWith('org.opencontainers.image.'))
  t.strictSame(
    {
      ...{ User, ExposedPorts, Entrypoint, WorkingDir, Volumes: Volumes ?? null },
      Env: variables.sort(),
      ...Object.fromEntries(ours)
    },
    {
      User: '1000:1000',
      ExposedPorts: { '8080/tcp': {} },
      Entrypoint: ['node', 'dist/cli.js'],
      WorkingDir: '/app',
      Volumes: null,
      Env: ['ATLAS_MOCK_HOST=0.0.0.0', 'NODE_COMPILE_CACHE=/app/cache', 'NODE_ENV=production'],
      'org.opencontainers.image.title': 'atlas-integrations-mock',
      'org.opencontainers.image.description': description.split(': ')[0],
      'org.opencontainers.image.licenses': license,
      'org.opencontainers.image.version': version
    }
  )
}

/** Checks the size of the layers on top of the base image, and that they contain only runtime files. */
export async function holds(t: Test, engine: Engine, base: string, image: string): Promise<void> {
  const { files, compressed } = await addedTo(t, engine, base, image)
  t.ok(compressed > 0 && compressed < ADDED, `adds ${compressed} bytes to ${base}, compressed`)
  const app = files.filter(path => path.startsWith('app/')).map(path => path.slice('app/'.length))
  const wrong = /\.(ts|tsx|mts|cts|map|c|cc|cpp|h|gyp|md|test\.\w+)$|(^|\/)(src|tests?|docs|examples|deps)\//
  t.strictSame(
    {
      // Engines create the files that they mount.
      others: files.filter(path => !/^app\/|^etc\/(hosts|hostname|resolv\.conf)$/.test(path)),
      tops: [...new Set(app.map(path => path.split('/')[0]))],
      examples: app.filter(path => path.startsWith('examples/')),
      modules: app.filter(path => path.includes('node_modules/')),
      binaries: app.filter(path => path.endsWith('.node')).length,
      wrong: app.filter(path => wrong.test(path) && !STUBS.includes(path))
    },
    {
      others: [],
      tops: ['LICENSE', 'cache', 'dist', 'examples', 'fixtures', 'package.json', 'schemas'],
      examples: STUBS,
      modules: [],
      binaries: 1,
      wrong: []
    }
  )
}
