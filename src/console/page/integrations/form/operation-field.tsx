import type { IntegrationTypeInfo } from '../../../../../types/wire.d.ts'
import { usePreferences } from '../../state/preferences.ts'
import { useWords } from '../../state/use-words.ts'
import { list } from '../../words/format.ts'
import { neededOnUpdate, type Operation, wordsOf } from './form-schema.ts'
import { formWords } from './words.ts'

const OPERATIONS = ['create', 'replace'] as const

/** How the form is sent: both ways are always there, since the wrong one is worth showing too. */
export function OperationField({
  info,
  operation,
  onChange
}: {
  info: IntegrationTypeInfo
  operation: Operation
  onChange: (operation: Operation) => void
}) {
  const words = useWords(formWords)
  const language = usePreferences(({ language }) => language)
  const needed = neededOnUpdate(info).map(([name, field]) => wordsOf(name, field, language).title)
  const exception = needed.length === 0 ? '' : words.replaceNeeds(list(needed, language))
  const helps = { create: words.createHelp, replace: words.replaceHelp + exception }
  return (
    <fieldset className="operation">
      <legend className="field-label">{words.operation}</legend>
      {OPERATIONS.map(name => (
        <label key={name} className="check">
          <input type="radio" name="operation" checked={name === operation} onChange={() => onChange(name)} />
          <span>
            {words[name]} <span className="field-help">{helps[name]}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
