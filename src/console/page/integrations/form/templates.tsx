import type { FieldTemplateProps, ObjectFieldTemplateProps } from '@rjsf/utils'
import { English } from '../../parts/english.tsx'
import { Required } from './widgets.tsx'

/** What the templates know beside their fields. */
export interface FormContext {
  /** What Atlas said of fields. */
  faults: Readonly<Record<string, string>>
}

/** Label, help, control and what is wrong. A checkbox has its label beside it. */
export function FieldTemplate(props: FieldTemplateProps) {
  const { id, schema, label, required, rawDescription, rawErrors = [], children, registry } = props
  if (schema.type === 'object') return children
  return (
    <div className="field">
      {schema.type !== 'boolean' && (
        <label className="field-label" htmlFor={id}>
          {label}
          {required && <Required />}
        </label>
      )}
      {schema.type === 'boolean' && children}
      <div className="field-help" id={`${id}-help`}>
        {rawDescription}
      </div>
      {schema.type !== 'boolean' && children}
      {rawErrors.length > 0 && (
        <div className="field-error" id={`${id}-error`}>
          {[...new Set(rawErrors)].map(text => (
            <p key={text}>{isOfAtlas(text, registry.formContext) ? <English>{text}</English> : text}</p>
          ))}
        </div>
      )}
    </div>
  )
}

/** Whether it is what Atlas said, rather than the form's own check. */
function isOfAtlas(text: string, { faults }: FormContext): boolean {
  return Object.values(faults).includes(text)
}

export function ObjectFieldTemplate({ properties }: ObjectFieldTemplateProps) {
  return <div className="form-fields">{properties.map(({ content }) => content)}</div>
}
