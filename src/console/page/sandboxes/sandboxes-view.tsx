import { View } from '../parts/view.tsx'
import { useWords } from '../words/words.ts'

export function SandboxesView() {
  const { shell } = useWords()
  return <View title={shell.views.sandboxes}>{null}</View>
}
