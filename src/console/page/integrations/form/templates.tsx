import type { FieldTemplateProps, ObjectFieldTemplateProps } from '@rjsf/utils'
import { Required } from './widgets.tsx'

/** Label, help, control and what is wrong. A checkbox has its label beside it. */
export function FieldTemplate(props: FieldTemplateProps) {
  const { id, schema, label, required, rawDescription, rawErrors = [], children } = props
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
          {rawErrors.join(' ')}
        </div>
      )}
    </div>
  )
}

export function ObjectFieldTemplate({ properties }: ObjectFieldTemplateProps) {
  return <div className="form-fields">{properties.map(({ content }) => content)}</div>
}
