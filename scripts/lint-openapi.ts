import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApp } from '../src/app.ts'

/** Validates `/openapi.json` with Redocly. */
const folder = mkdtempSync(join(tmpdir(), 'openapi-'))
const file = join(folder, 'openapi.json')
const { server } = await buildApp({ settings: { logLevel: 'silent' } })
writeFileSync(file, (await server.inject({ url: '/openapi.json' })).body)
await server.close()
const { status } = spawnSync('redocly', ['lint', '--config', 'redocly.yaml', '--max-problems', '20', file], {
  stdio: 'inherit',
  env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
})
rmSync(folder, { recursive: true })
process.exitCode = status ?? 1
