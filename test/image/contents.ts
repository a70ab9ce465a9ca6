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
  t.strictSame(
    { User, ExposedPorts, Entrypoint, WorkingDir, Volumes: Volumes ?? null },
    {
      User: '1000:1000',
      ExposedPorts: { '8080/tcp': {} },
      Entrypoint: ['node', 'dist/cli.js'],
      WorkingDir: '/app',
      Volumes: null
    }
  )
  t.strictSame(
    Env.filter((variable: string) => /^(ATLAS_MOCK_|NODE_(COMPILE_CACHE|ENV)=)/.test(variable)).sort(),
    ['ATLAS_MOCK_HOST=0.0.0.0', 'NODE_COMPILE_CACHE=/app/cache', 'NODE_ENV=production']
  )
  const ours = Object.entries(Labels).filter(([name]) => name.startsWith('org.opencontainers.image.'))
  t.strictSame(Object.fromEntries(ours), {
    'org.opencontainers.image.title': 'atlas-integrations-mock',
    'org.opencontainers.image.description': description.split(': ')[0],
    'org.opencontainers.image.licenses': license,
    'org.opencontainers.image.version': version
  })
}

/** Checks the size of the layers on top of the base image, and that they contain only runtime files. */
export async function holds(t: Test, engine: Engine, base: string, image: string): Promise<void> {
  const { files, size, compressed } = await addedTo(t, engine, base, image)
  const whole = Number(await engineDo(engine, ['image', 'inspect', '--format', '{{.Size}}', image]))
  t.comment(
    `${megabytes(whole)} in total, ${megabytes(size)} added to ${base}, ${megabytes(compressed)} compressed`
  )
  t.ok(compressed < ADDED, `adds less than ${megabytes(ADDED)}`, { compressed })
  const app = files.filter(path => path.startsWith('app/')).map(path => path.slice('app/'.length))
  t.strictSame(
    // Engines create the files that they mount.
    files.filter(path => !path.startsWith('app/') && !/^etc\/(hosts|hostname|resolv\.conf)$/.test(path)),
    [],
    'only files of the application'
  )
  const tops = [...new Set(app.map(path => path.split('/')[0]))]
  t.strictSame(
    tops,
    ['LICENSE', 'cache', 'dist', 'examples', 'fixtures', 'package.json', 'schemas'],
    'the built package'
  )
  t.strictSame(
    app.filter(path => path.startsWith('examples/')),
    STUBS,
    'no examples except the stubs'
  )
  t.strictSame(
    app.filter(path => path.includes('node_modules/')),
    [],
    'no npm packages'
  )
  t.match(
    app.filter(path => path.endsWith('.node')),
    { length: 1 },
    'one binary'
  )
  const wrong = /\.(ts|tsx|mts|cts|map|c|cc|cpp|h|gyp|md|test\.\w+)$|(^|\/)(src|tests?|docs|examples|deps)\//
  t.strictSame(
    app.filter(path => wrong.test(path) && !STUBS.includes(path)),
    [],
    'no sources, types, source maps, tests or documentation'
  )
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
