import { View } from '../parts/view.tsx'
import { useWords } from '../words/words.ts'

export function FaultsView() {
  const { shell } = useWords()
  return <View title={shell.views.faults}>{null}</View>
}
