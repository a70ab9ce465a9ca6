// What the mock knows of the proof: the label of a response, and the recorder of calls.

import type { CallsFile } from '../types/calls.d.ts'
import type { CallSources, Recorded } from './proof/calls/call-recorder.ts'

export { evidenceOf } from './proof/label/classify.ts'
export { findRow, unsureRows } from './proof/label/rows.ts'

/** Records the calls on the Atlas API until the mock closes. */
export interface Recorder {
  /** Writes the calls to a new file, once; none without calls. @throws {StartError} if it cannot be written */
  save(): void
  /** Returns the file as it is now. @param orgId undefined: all organizations */
  export(orgId?: string): CallsFile
}

/** Starts to record. @throws {StartError} if the folder cannot be written */
export async function startRecorder(
  folder: string,
  sources: CallSources,
  recorded: Recorded
): Promise<Recorder> {
  // Imported on demand: most mocks do not record calls.
  const { CallRecorder } = await import('./proof/calls/call-recorder.ts')
  return new CallRecorder(folder, sources, recorded)
}
