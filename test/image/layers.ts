import { createReadStream } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { Test } from 'tap'
import { run, temporaryFolder } from '../clients/run.ts'
import { type Engine, engineDo } from './engine.ts'

/** The layers of an image on top of its base. */
export interface Added {
  /** Paths of the files, without a leading slash. */
  files: readonly string[]
  /** Bytes, uncompressed and compressed with gzip. */
  size: number
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
  const sizes = await Promise.all(layers.map(sizesOf))
  return {
    files: files.flat().sort(),
    size: sum(sizes.map(({ size }) => size)),
    compressed: sum(sizes.map(({ compressed }) => compressed))
  }
}

async function filesOf(layer: string): Promise<string[]> {
  const paths = (await tar('--list', '--file', layer)).split('\n')
  return paths.map(path => path.replace(/^(\.?\/)+/, '')).filter(path => path !== '' && !path.endsWith('/'))
}

/** Returns the sizes of a layer. Newer Docker versions export compressed layers. */
async function sizesOf(layer: string): Promise<{ size: number; compressed: number }> {
  const file = await open(layer)
  const { size } = await file.stat()
  const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0)
  await file.close()
  if (buffer.toString('hex') === '1f8b') {
    const { stdout } = await run('sh', ['-c', 'gzip --decompress --stdout "$0" | wc -c', layer])
    return { size: Number(stdout), compressed: size }
  }
  let compressed = 0
  await pipeline(createReadStream(layer), createGzip(), async chunks => {
    for await (const chunk of chunks as AsyncIterable<Buffer>) compressed += chunk.length
  })
  return { size, compressed }
}

async function tar(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run('tar', args)
  if (code !== 0) throw new Error(`tar: ${stderr}`)
  return stdout
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
