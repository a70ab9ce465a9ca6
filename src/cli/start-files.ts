import { readFileSync } from 'node:fs'
import type { FaultBody, StubBody } from '../../types/wire.d.ts'
import { type App, controlContext } from '../app.ts'
import { Problem } from '../control/problem.ts'
import { checkFault } from '../control-api/routes/faults.ts'
import { validateBody } from '../control-api/schemas.ts'
import { StartError } from '../errors.ts'
import { parseJson } from '../state/document.ts'

/**
 * Adds the stubs and faults of the files in the settings.
 *
 * @throws {StartError} for an unreadable file, or an invalid stub or fault with the JSON pointer of the error
 */
export function loadStartFiles({ services }: App): void {
  const { settings, control } = services
  if ((settings.stubs ?? settings.faults) === undefined) return
  const context = controlContext(services)
  const start = {
    stubs: readBodies<StubBody>('stubs', settings.stubs, body => {
      validateBody('StubBody', body)
      control.stubs.check(body)
    }),
    faults: readBodies<FaultBody>('faults', settings.faults, body => {
      validateBody('FaultBody', body)
      checkFault(body, context)
    })
  }
  try {
    control.begin(start)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    throw new StartError(`cannot add the stubs and faults of the files: ${error.detail}`)
  }
}

/** Reads the array in a file and checks each body. */
function readBodies<Body>(
  kind: string,
  file: string | undefined,
  check: (body: Body) => void
): Body[] | undefined {
  if (file === undefined) return undefined
  const bodies = readArray(kind, file)
  for (const [at, body] of bodies.entries()) {
    try {
      check(body as Body)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      const [{ path, detail } = { path: '', detail: error.detail }] = error.errors
      throw new StartError(`invalid ${kind} ${file} at /${at}${path === '/' ? '' : path}: ${detail}`)
    }
  }
  return bodies as Body[]
}

function readArray(kind: string, file: string): unknown[] {
  let document: unknown
  try {
    document = parseJson(readFileSync(file, 'utf8'))
  } catch (error) {
    // The message of JSON.parse quotes the document, which may contain secrets.
    const cause = error instanceof SyntaxError ? 'not valid JSON' : (error as Error).message
    throw new StartError(`cannot read the ${kind} ${file}: ${cause}`)
  }
  if (!Array.isArray(document)) throw new StartError(`invalid ${kind} ${file} at /: must be array`)
  return document
}
