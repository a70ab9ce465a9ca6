import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { renderDocument } from './openapi/create-document.ts'

/** Validates the OpenAPI document with Redocly. */
const folder = mkdtempSync(join(tmpdir(), 'openapi-'))
const file = join(folder, 'openapi.json')
writeFileSync(file, await renderDocument())
const { status } = spawnSync('redocly', ['lint', '--config', 'redocly.yaml', '--max-problems', '20', file], {
  stdio: 'inherit',
  env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
})
rmSync(folder, { recursive: true })
process.exitCode = status ?? 1
