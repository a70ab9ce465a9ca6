import { View } from '../parts/view.tsx'
import { useWords } from '../words/words.ts'

export function RequestsView() {
  const { shell } = useWords()
  return <View title={shell.views.requests}>{null}</View>
}
