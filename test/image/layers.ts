import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Test } from 'tap'
import { run, temporaryFolder } from '../clients/run.ts'
import { type Engine, engineDo } from './engine.ts'

/** The layers of an image on top of its base. */
export interface Added {
  /** Paths of the files, without a leading slash. */
  files: readonly string[]
  /** Bytes, compressed with gzip. */
  compressed: number
}

/** @param base the base image, present in the engine */
export async function addedTo(t: Test, engine: Engine, base: string, image: string): Promise<Added> {
  const format = '{{len .RootFS.Layers}}'
  const below = Number(await engineDo(engine, ['image', 'inspect', '--format', format, base]))
  const folder = await temporaryFolder(t)
  const archive = join(folder, 'image.tar')
  await engineDo(engine, ['save', '--output', archive, image])
  await tar('--extract', '--file', archive, '--directory', folder)
  const [manifest] = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as {
    Layers: string[]
  }[]
  const layers = (manifest?.Layers ?? []).slice(below).map(layer => join(folder, layer))
  const files = await Promise.all(layers.map(filesOf))
  const sizes = await Promise.all(layers.map(sizeOf))
  return { files: files.flat().sort(), compressed: sizes.reduce((total, size) => total + size, 0) }
}

async function filesOf(layer: string): Promise<string[]> {
  const paths = (await tar('--list', '--file', layer)).split('\n')
  return paths.map(path => path.replace(/^(\.?\/)+/, '')).filter(path => path !== '' && !path.endsWith('/'))
}

/** Returns the bytes of a layer, compressed with gzip, as newer Docker versions export it. */
async function sizeOf(layer: string): Promise<number> {
  const compress = 'if gzip --test "$0" 2> /dev/null; then cat "$0"; else gzip --stdout "$0"; fi | wc -c'
  return Number((await run('sh', ['-c', compress, layer])).stdout)
}

async function tar(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run('tar', args)
  if (code !== 0) throw new Error(`tar: ${stderr}`)
  return stdout
}
