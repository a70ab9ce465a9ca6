import type { ComboboxData } from '@mantine/core'
import { usePrincipals, useTypes } from '../data/queries.ts'
import { NAMED_CALLS } from '../parts/describe-fault.ts'
import { useProjectOptions } from '../parts/project-options.ts'
import { useWords } from '../words/words.ts'
import type { Field } from './fields.ts'
import { useErrors } from './use-errors.ts'

/** Returns the options of the form's selects. */
export function useOptions(): Partial<Record<Field, ComboboxData>> {
  const { faults: words } = useWords()
  const errors = useErrors()
  const operations = new Set(errors.flatMap(({ operations }) => operations))
  return {
    'match.operation': [
      { value: 'all', label: words.callsOf.all },
      {
        group: words.callGroups.integrations,
        items: NAMED_CALLS.map(value => ({ value, label: words.callsOf[value] }))
      },
      { group: words.callGroups.others, items: [...operations].filter(id => !(id in words.callsOf)) }
    ],
    'effect.errorCode': errors.map(({ id }) => id),
    'match.project': useProjectOptions(),
    'match.integrationType': useTypes().map(({ type }) => type),
    'match.principal': usePrincipals().data?.results.map(({ id }) => id) ?? [],
    'match.method': ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    stage: Object.entries(words.stages).map(([value, label]) => ({ value, label }))
  }
}
