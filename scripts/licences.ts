import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'

/** Licences that only require their text to be included; the build fails for any other. */
const ALLOWED: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT'
]

/** Packages compiled into the binaries of better-sqlite3, or copied. */
const BESIDE_BUNDLES = ['node_modules/node-addon-api', 'node_modules/@fastify/swagger-ui']

const TEXTS = 'scripts/licences'
const OUT = 'dist/THIRD_PARTY_LICENSES.txt'
const RULE = `\n\n${'-'.repeat(80)}\n\n`

/** A bundled package. */
export interface Part {
  name: string
  version: string
  licence: string
  text: string
}

/**
 * Writes the list of bundled packages with their licences.
 *
 * @param bundled the bundled files, relative to the project's root
 * @returns the packages, sorted by name
 * @throws {Error} for a licence that is not allowed or has no text
 */
export function writeLicences(bundled: readonly string[]): Part[] {
  const files = [...bundled, ...bundled.flatMap(mappedFiles)].map(file => file.replaceAll(sep, '/'))
  const folders = files
    // Names with a colon belong to virtual files of plugins.
    .flatMap(file => /^[^:]*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? [])
    .map(installed)
  const parts = [...new Set([...folders, ...BESIDE_BUNDLES])].map(readPart)
  const byTitle = new Map([...parts, swaggerUi(), SQLITE].map(part => [`${part.name} ${part.version}`, part]))
  const sorted = [...byTitle].sort(([one], [other]) => (one < other ? -1 : 1))
  const list = sorted.map(([title, { licence }]) => `${title}: ${licence}`).join('\n')
  const texts = sorted.map(([title, { licence, text }]) => `${title}\n${licence}\n\n${text.trim()}`)
  const intro = `Bundled packages and their licences.\n\n${list}`
  writeFileSync(OUT, `${[intro, ...texts].join(RULE)}\n`)
  return sorted.map(([, part]) => part)
}

/** Returns the sources of a pre-bundled package by its source map. */
function mappedFiles(bundle: string): string[] {
  const map = `${bundle}.map`
  if (!existsSync(map)) return []
  const { sources } = JSON.parse(readFileSync(map, 'utf8')) as { sources: string[] }
  return sources.map(source => join(dirname(bundle), source))
}

/** Returns the folder of a package, which npm may have hoisted. */
function installed(folder: string): string {
  return existsSync(folder) ? folder : folder.replace(/^.*\/(?=node_modules\/)/, '')
}

interface Manifest {
  name: string
  version: string
  license?: unknown
  author?: string | { name: string }
  repository?: { url: string }
  devDependencies?: Record<string, string>
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}

function readPart(folder: string): Part {
  const manifest = readManifest(folder)
  const { name, version, license } = manifest
  if (typeof license !== 'string' || !ALLOWED.includes(license)) {
    throw new Error(`${name} ${version} has the licence ${JSON.stringify(license)}, which is not allowed`)
  }
  const files = readdirSync(folder).filter(file => /^(licen[sc]e|copying|notice)/i.test(file))
  const texts = files.map(file => readFileSync(join(folder, file), 'utf8').replaceAll('\r', '').trim())
  return { name, version, licence: license, text: texts.join('\n\n') || defaultText(manifest) }
}

/** Returns the licence text for a package without a licence file. */
function defaultText({ name, license, author, repository }: Manifest): string {
  const known = typeof author === 'object' ? author.name : author
  const holder = known ?? (repository && `the authors of ${repository.url.replace(/^git\+|\.git$/g, '')}`)
  if (license !== 'MIT' || !holder) throw new Error(`${name} has no file with its licence`)
  return `Copyright (c) ${holder}\n\n${readFileSync(join(TEXTS, 'MIT.txt'), 'utf8')}`
}

/** `@fastify/swagger-ui` contains a copy of the files of Swagger UI without their licence. */
function swaggerUi(): Part {
  const name = 'swagger-ui-dist'
  const version = readManifest('node_modules/@fastify/swagger-ui').devDependencies?.[name]
  const text = readFileSync(join(TEXTS, `${name}-${version}.txt`), 'utf8')
  return { name, version: `${version}`, licence: 'Apache-2.0', text }
}

/** SQLite, compiled into the binaries of better-sqlite3. */
const SQLITE: Part = {
  name: 'SQLite',
  version: /#define SQLITE_VERSION +"([^"]+)"/.exec(
    readFileSync('node_modules/better-sqlite3/deps/sqlite3/sqlite3.h', 'utf8')
  )?.[1] as string,
  licence: 'blessing',
  text: 'The author disclaims copyright to this source code, which is in the public domain.'
}
