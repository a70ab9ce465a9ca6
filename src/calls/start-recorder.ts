import type { Journal } from '../journal/journal.ts'
import { prepareFolder, writeCalls } from './folder.ts'
import { Recorder, type RecorderSources } from './recorder.ts'

/** What a recorder observes. */
interface Observed {
  journal: Journal
  changeListeners: Set<(change: { operation: string; sandbox: string | null }) => void>
}

/** A recorder with a file. */
export interface Recording extends Recorder {
  /** Writes the calls to a new file, once; none without calls. @throws {StartError} if it cannot be written */
  save(): void
}

/** Functions that write what is not written yet. */
const unsaved = new Set<() => void>()

/**
 * Starts to record calls.
 *
 * @param folder for the file, which {@link Recording.save} writes
 * @throws {StartError} if the folder cannot be written
 */
export function startRecorder(
  folder: string,
  sources: RecorderSources,
  { journal, changeListeners }: Observed
): Recording {
  prepareFolder(folder)
  const recorder = new Recorder(sources)
  journal.subscribe(entry => recorder.record(entry))
  changeListeners.add(change => recorder.change(change))
  const save = () => {
    if (unsaved.delete(save) && recorder.count > 0) writeCalls(folder, recorder.chunks())
  }
  unsaved.add(save)
  // Test runners end processes without closing mocks.
  if (process.listeners('exit').every(listener => listener !== saveAll)) process.on('exit', saveAll)
  return Object.assign(recorder, { save })
}

function saveAll(): void {
  for (const save of unsaved) {
    try {
      save()
    } catch (error) {
      process.stderr.write(`atlas-mock: ${(error as Error).message}\n`)
    }
  }
}
