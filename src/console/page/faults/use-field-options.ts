import type { ComboboxData } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Effect, ErrorList } from '../../../../types/wire.d.ts'
import { control } from '../data/control.ts'
import { useOrganizations, usePrincipals, useTypes } from '../data/queries.ts'
import { useWords } from '../words/words.ts'
import type { Field } from './draft.ts'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
const STAGES = ['service', 'edge', 'after-commit'] as const

/** Status codes with an example body in Atlas's document. */
const EXAMPLES = ['400', '401', '403', '404', '409', '429', '500']

/** Returns the values that fields of the form offer. */
export function useFieldOptions(type: Effect['type']): Partial<Record<Field, ComboboxData>> {
  const { faults: words } = useWords()
  const { data: { results: errors } = { results: [] } } = useQuery({
    queryKey: ['types', 'errors'],
    queryFn: () => control<ErrorList>('GET /errors')
  })
  const types = useTypes()
  const principals = usePrincipals().data?.results ?? []
  return {
    'effect.errorCode': errors.map(({ id }) => id),
    ...(type === 'example' && { 'effect.status': choicesOf(EXAMPLES) }),
    'match.operation': [...new Set(errors.flatMap(({ operations }) => operations))],
    'match.integrationType': choicesOf(types.map(({ type }) => type)),
    'match.project': useProjectOptions(),
    'match.organization': useOrganizations().map(({ id, name }) => ({ value: id, label: name })),
    'match.principal': principals.map(({ id }) => id),
    'match.method': choicesOf(METHODS),
    stage: STAGES.map(value => ({ value, label: words.stages[value] }))
  }
}

/** Returns the projects by organization. */
export function useProjectOptions(): { group: string; items: { value: string; label: string }[] }[] {
  return useOrganizations().map(({ name, projects }) => ({
    group: name,
    items: projects.map(({ id, name }) => ({ value: id, label: name }))
  }))
}

function choicesOf(values: readonly string[]): { value: string; label: string }[] {
  return values.map(value => ({ value, label: value }))
}
