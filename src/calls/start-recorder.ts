import type { Journal } from '../journal/journal.ts'
import { prepareFolder } from './folder.ts'
import { Recorder, type RecorderSources } from './recorder.ts'

/** What a recorder observes. */
interface Observed {
  journal: Journal
  changeListeners: Set<(change: { operation: string; sandbox: string | null }) => void>
}

/** The recorders whose mocks are not closed. */
const open = new Set<Recorder>()

let isWatching = false

/**
 * Starts to record calls.
 *
 * @param folder for the file
 * @throws {StartError} if the folder cannot be written
 */
export function startRecorder(
  folder: string,
  sources: RecorderSources,
  { journal, changeListeners }: Observed
): Recorder {
  prepareFolder(folder)
  const recorder = new Recorder(folder, sources, () => open.delete(recorder))
  journal.subscribe(entry => recorder.record(entry))
  changeListeners.add(change => recorder.change(change))
  // Test runners end processes without closing mocks.
  if (!isWatching) process.on('exit', saveAll)
  isWatching = true
  open.add(recorder)
  return recorder
}

function saveAll(): void {
  for (const recorder of open) {
    try {
      recorder.save()
    } catch (error) {
      process.stderr.write(`atlas-mock: ${(error as Error).message}\n`)
    }
  }
}
