import { useWords } from '../../state/use-words.ts'
import type { Operation } from './form-schema.ts'
import { formWords } from './words.ts'

const OPERATIONS = ['create', 'replace'] as const

/** How the form is sent: both ways are always there, since the wrong one is worth showing too. */
export function OperationField({
  operation,
  onChange
}: {
  operation: Operation
  onChange: (operation: Operation) => void
}) {
  const words = useWords(formWords)
  const helps = { create: words.createHelp, replace: words.replaceHelp }
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
