import { View } from '../parts/view.tsx'
import { useWords } from '../words/words.ts'

export function IntegrationsView() {
  const { shell } = useWords()
  return <View title={shell.views.integrations}>{null}</View>
}
