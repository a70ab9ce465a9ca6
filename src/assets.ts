import { readdirSync, readFileSync } from 'node:fs'

/**
 * The package's root folder. This module is one folder below it both as source (`src/`) and as bundle (`dist/`).
 */
const ROOT = new URL('../', import.meta.url)

/** Reads and parses a JSON file of the package, such as `schemas/errors.json`. */
export function readAsset<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(path, ROOT), 'utf8')) as T
}

/** Reads and parses every JSON file of a folder of the package, in alphabetical order. */
export function readAssetFolder<T>(folder: string): T[] {
  return readdirSync(new URL(`${folder}/`, ROOT))
    .filter(name => name.endsWith('.json'))
    .sort()
    .map(name => readAsset<T>(`${folder}/${name}`))
}

export function assetUrl(path: string): URL {
  return new URL(path, ROOT)
}

/** The fields of package.json that the program uses. */
export const PACKAGE = readAsset<{
  name: string
  version: string
  homepage: string
  engines: { node: string }
}>('package.json')

/** Returns the URL of a file of this version, such as `docs/FIDELITY.md#labels`. */
export function publicUrl(path: string): string {
  return `${PACKAGE.homepage.replace(/#.*$/, '')}/blob/v${PACKAGE.version}/${path}`
}
