import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { renderDocuments } from './openapi/create-document.ts'

/** Validates the OpenAPI documents with Redocly. */
const folder = mkdtempSync(join(tmpdir(), 'openapi-'))
const files = Object.entries(await renderDocuments()).map(([name, document]) => {
  writeFileSync(join(folder, name), document)
  return join(folder, name)
})
const { status } = spawnSync(
  'redocly',
  ['lint', '--config', 'redocly.yaml', '--max-problems', '20', ...files],
  {
    stdio: 'inherit',
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
  }
)
rmSync(folder, { recursive: true })
process.exitCode = status ?? 1
