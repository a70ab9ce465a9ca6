import { create } from 'zustand'
import type { RecordedRequest } from '../../../../types/wire.d.ts'

/** The newest request by which another client changed a project's integrations, by the project's id. */
export const useForeignWrites = create<{ last: Readonly<Record<string, number>> }>()(() => ({ last: {} }))

/** Writes of this page that have not been seen in the journal yet. */
const expected: { method: string; path: string }[] = []

/** Notes that the page is about to write; to be called before. @returns takes it back: nothing was written */
export function expectWrite(method: string, path: string): () => void {
  const write = { method, path }
  expected.push(write)
  return () => remove(expected.indexOf(write))
}

/** Looks at a request that has just come: one that this page did not send may have changed what it shows. */
export function noteWrite({ id, request, project, integrationType, answer }: RecordedRequest): void {
  const { method, path } = request
  const isWrite = method !== 'GET' && integrationType !== null && (answer === null || answer.status < 300)
  if (!isWrite || project === null) return
  const at = expected.findIndex(write => write.method === method && write.path === path)
  if (at >= 0) remove(at)
  else useForeignWrites.setState(({ last }) => ({ last: { ...last, [project]: id } }))
}

/** Forgets all of it: the mock may be another one, whose requests begin anew. */
export function forgetWrites(): void {
  expected.length = 0
  useForeignWrites.setState({ last: {} })
}

function remove(at: number): void {
  if (at >= 0) expected.splice(at, 1)
}
