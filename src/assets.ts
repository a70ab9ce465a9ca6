import { readdirSync, readFileSync } from 'node:fs'

/**
 * The package's root. This module lies one folder below it as source (`src/`) and as bundle (`dist/`),
 * so the files that are published beside the code are found from both.
 */
const ROOT = new URL('../', import.meta.url)

/** Reads and parses a JSON file of the package, such as `schemas/errors.json`. */
export function readAsset<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(path, ROOT), 'utf8')) as T
}

/** Reads every JSON file of a folder of the package, in the order of their names. */
export function readAssetFolder<T>(folder: string): T[] {
  return readdirSync(new URL(`${folder}/`, ROOT))
    .filter(name => name.endsWith('.json'))
    .sort()
    .map(name => readAsset<T>(`${folder}/${name}`))
}

/** Address of a file of the package. */
export function assetUrl(path: string): URL {
  return new URL(path, ROOT)
}

/** Facts of package.json that the program prints. */
export const PACKAGE = readAsset<{ name: string; version: string; engines: { node: string } }>('package.json')
