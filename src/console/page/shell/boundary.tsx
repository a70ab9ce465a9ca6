import { Alert, Button, Text } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { useWords } from '../words/words.ts'

/** Shows a message in place of a view that throws or does not load. */
export class Boundary extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false }

  static getDerivedStateFromError() {
    return { isBroken: true }
  }

  override render() {
    return this.state.isBroken ? <Broken /> : this.props.children
  }
}

function Broken() {
  const { shell } = useWords()
  return (
    <Alert color="red" title={shell.broken} role="alert">
      <Text size="sm" mb="sm">
        {shell.brokenText}
      </Text>
      <Button onClick={() => location.reload()}>{shell.reload}</Button>
    </Alert>
  )
}
