import type { Environment } from '../config/config.ts'

/** What the command reads, writes and returns. */
export interface Terminal {
  env: Environment
  stdout: NodeJS.WritableStream
  stderr: NodeJS.WritableStream & { isTTY?: boolean }
  exitCode: number
}
