import type { IntegrationTypeInfo } from '../../../../types/wire.d.ts'
import type { Integration } from '../state/integrations.ts'
import { usePreferences } from '../state/preferences.ts'
import { useWords } from '../state/use-words.ts'
import { wordsOf } from './form/form-schema.ts'
import { integrationWords } from './words.ts'

/** What an answer shows of an integration: secrets redacted, nothing for what is null. */
export function Facts({ info, integration }: { info: IntegrationTypeInfo; integration: Integration }) {
  const words = useWords(integrationWords)
  const language = usePreferences(({ language }) => language)
  const shown = Object.entries(info.schema.properties).flatMap(([name, field]) => {
    const value = integration[name]
    if (value === null || value === undefined) return []
    const text = typeof value === 'boolean' ? (value ? words.yes : words.no) : String(value)
    return [{ name, label: wordsOf(name, field, language).title, text }]
  })
  return (
    <dl className="facts">
      {shown.map(({ name, label, text }) => (
        <div key={name}>
          <dt>{label}</dt>
          <dd>
            <code>{text}</code>
          </dd>
        </div>
      ))}
    </dl>
  )
}
