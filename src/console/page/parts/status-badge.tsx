import { Badge, type BadgeProps } from '@mantine/core'
import { useWords } from '../words/words.ts'

/** Shows an HTTP status code. @param status 0: no response */
export function StatusBadge({ status, ...rest }: { status: number } & BadgeProps) {
  const { common } = useWords()
  return (
    <Badge color={colorOf(status)} variant="light" tt="none" {...rest}>
      {status === 0 ? common.noResponse : status}
    </Badge>
  )
}

function colorOf(status: number): string {
  if (status === 0 || status >= 500) return 'red'
  return status >= 400 ? 'orange' : 'teal'
}
