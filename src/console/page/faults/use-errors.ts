import { useQuery } from '@tanstack/react-query'
import type { ErrorList } from '../../../../types/wire.d.ts'
import { control } from '../data/control.ts'

/** Returns the errors of Atlas that the mock knows. */
export function useErrors(): ErrorList['results'] {
  const { data } = useQuery({
    queryKey: ['types', 'errors'],
    queryFn: () => control<ErrorList>('GET /errors')
  })
  return data?.results ?? []
}
