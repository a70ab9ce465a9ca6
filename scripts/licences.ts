import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Metafile } from 'esbuild'

/** Licences that ask for no more than that they are passed on; with any other the build fails. */
const ALLOWED: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT'
]

/** What is within better-sqlite3's binaries, and copied from `@fastify/swagger-ui`. */
const BESIDE_BUNDLES = ['node_modules/node-addon-api', 'node_modules/@fastify/swagger-ui']

const TEXTS = 'scripts/licences'
const OUT = 'dist/THIRD_PARTY_LICENSES.txt'
const RULE = `\n\n${'-'.repeat(80)}\n\n`

/** A package that is published within this one. */
interface Part {
  name: string
  version: string
  licence: string
  text: string
}

/**
 * Writes which packages are within `dist`, each with its licence.
 *
 * @param metafiles what esbuild says of its bundles
 * @throws {Error} for a licence that is not allowed, or has no text
 */
export function writeLicences(metafiles: readonly Metafile[]): void {
  const outputs = metafiles.flatMap(({ outputs }) => Object.values(outputs))
  const files = [...outputs.flatMap(({ inputs }) => Object.keys(inputs)), ...mappedFiles()]
  const folders = files
    // Not what a plugin made up, whose names have a colon.
    .flatMap(file => /^[^:]*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? [])
    .map(installed)
  const parts = [...new Set([...folders, ...BESIDE_BUNDLES])].map(readPart)
  const byTitle = new Map([...parts, swaggerUi(), SQLITE].map(part => [`${part.name} ${part.version}`, part]))
  const sorted = [...byTitle].sort(([one], [other]) => (one < other ? -1 : 1))
  const list = sorted.map(([title, { licence }]) => `${title}: ${licence}`).join('\n')
  const texts = sorted.map(([title, { licence, text }]) => `${title}\n${licence}\n\n${text.trim()}`)
  const intro = `The packages within this one, and their licences.\n\n${list}`
  writeFileSync(OUT, `${[intro, ...texts].join(RULE)}\n`)
}

/** Files by the source maps: of a package that is a bundle itself, they name what is within. */
function mappedFiles(): string[] {
  const maps = readdirSync('dist').filter(name => name.endsWith('.js.map'))
  return maps.flatMap(name => {
    const { sources } = JSON.parse(readFileSync(join('dist', name), 'utf8')) as { sources: string[] }
    return sources.map(source => source.replace(/^\.\.\//, ''))
  })
}

/** Where npm has put a package that another looks for in its own folder. */
function installed(folder: string): string {
  return existsSync(folder) ? folder : folder.replace(/^.*\/(?=node_modules\/)/, '')
}

interface Manifest {
  name: string
  version: string
  license?: unknown
  author?: string | { name: string }
  devDependencies?: Record<string, string>
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}

function readPart(folder: string): Part {
  const { name, version, license, author } = readManifest(folder)
  if (typeof license !== 'string' || !ALLOWED.includes(license)) {
    throw new Error(`${name} ${version} has the licence ${JSON.stringify(license)}, which is not allowed`)
  }
  const files = readdirSync(folder).filter(file => /^(licen[sc]e|copying|notice)/i.test(file))
  const texts = files.map(file => readFileSync(join(folder, file), 'utf8').replaceAll('\r', '').trim())
  return { name, version, licence: license, text: texts.join('\n\n') || noted(name, license, author) }
}

/** For a package that names its licence, but has no file with its text. */
function noted(name: string, licence: string, author: Manifest['author']): string {
  const holder = typeof author === 'object' ? author.name : author
  if (licence !== 'MIT' || !holder) throw new Error(`${name} has no file with its licence`)
  return `Copyright (c) ${holder}\n\n${readFileSync(join(TEXTS, 'MIT.txt'), 'utf8')}`
}

/** Of the page's files only a copy comes with a package; the licence does not. */
function swaggerUi(): Part {
  const name = 'swagger-ui-dist'
  const version = readManifest('node_modules/@fastify/swagger-ui').devDependencies?.[name]
  const text = readFileSync(join(TEXTS, `${name}-${version}.txt`), 'utf8')
  return { name, version: `${version}`, licence: 'Apache-2.0', text }
}

/** Within better-sqlite3's binaries. */
const SQLITE: Part = {
  name: 'SQLite',
  version: /#define SQLITE_VERSION +"([^"]+)"/.exec(
    readFileSync('node_modules/better-sqlite3/deps/sqlite3/sqlite3.h', 'utf8')
  )?.[1] as string,
  licence: 'public domain',
  text: 'The author disclaims copyright to this source code.'
}
