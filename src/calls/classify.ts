import type { Entry } from '../journal/entry.ts'
import type { CallFacts } from './file.ts'

export function factsOf(entry: Entry): CallFacts {
  return {
    operation: entry.operation?.operationId ?? null,
    integrationType: entry.integrationType ?? null,
    errorCode: entry.errorCode ?? null,
    reason: entry.reason?.code ?? null,
    caller: entry.principal ? 'owner' : null,
    executed: entry.reason === undefined,
    notCompared: null,
    rows: []
  }
}
