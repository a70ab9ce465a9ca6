import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** Writes a file unless it has this text: a build of unchanged sources must not count as old. */
export function writeChanged(path: string, text: string): void {
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text)
}
