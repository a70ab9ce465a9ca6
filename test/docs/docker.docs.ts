import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { read, recipesOf } from './page.ts'
import { createFolder, type Outcome, run } from './shell.ts'

/** The commands of docs/CI.md for Docker, with stand-ins for Docker and for the time that passes. */

const COMMANDS = recipesOf(read('docs/CI.md')).find(({ text }) => /^docker run /m.test(text))?.text ?? ''

/** @param state what Docker inspects, as a shell command */
async function start(t: Test, state: string): Promise<Outcome> {
  const folder = createFolder(t)
  const programs = {
    docker: `case "$1" in
      inspect) ${state} ;;
      logs) echo 'the log of the mock' ;;
    esac`,
    sleep: 'echo "$1" >> waited.txt'
  }
  for (const [name, script] of Object.entries(programs))
    writeFileSync(join(folder, 'node_modules/.bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return run(folder, ['bash', '-e', '-o', 'pipefail', '-c', `${COMMANDS}\nwc -l < waited.txt`])
}

t.test('the commands wait until the mock is healthy', async t => {
  const state = 'test "$(cat waited.txt 2> /dev/null | wc -l)" -lt 3 && echo starting || echo healthy'
  t.strictSame(await start(t, state), { code: 0, output: '3\n' })
})

t.test('the commands print the log and fail if the mock is not healthy within a minute', async t => {
  t.strictSame(await start(t, 'echo unhealthy'), { code: 1, output: 'the log of the mock\n' })
})
