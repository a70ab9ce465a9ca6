import { View } from '../parts/view.tsx'
import { useWords } from '../words/words.ts'

export function AlertsView() {
  const { shell } = useWords()
  return <View title={shell.views.alerts}>{null}</View>
}
