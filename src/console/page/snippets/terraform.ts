import {
  type AtlasCall,
  entriesOf,
  fieldOf,
  memberOf,
  resourceFacts,
  SECRET_VARIABLES,
  type TypeFields,
  trustNotes
} from './call.ts'
import { type Argument, block, literal, quoteHcl, snakeCase } from './hcl.ts'

/** Returns the call as a Terraform configuration. Comments list the fields that the provider does not support. */
export function terraformSnippet(call: AtlasCall, fields: TypeFields): string {
  const isList = call.operation === 'list'
  if (!isList && fields['x-terraform'] === null) {
    return `# The provider does not support the integration type ${quoteHcl(typeOf(call))}.\n`
  }
  const notes = trustNotes(call).map(note => `# ${note}\n`)
  return `${notes.join('')}${provider(call)}\n${isList ? dataSource(call) : resource(call, fields)}`
}

function provider({ origin, identity: { kind, id, secret } }: AtlasCall): string {
  const [idName, secretName] =
    kind === 'apiKey' ? (['public_key', 'private_key'] as const) : (['client_id', 'client_secret'] as const)
  const isTyped = secret === undefined
  // The provider reads either all credentials from the environment or none.
  const variable = `# export TF_VAR_${secretName}="$${SECRET_VARIABLES[kind]}"
${block(`variable "${secretName}"`, [
  ['type', 'string'],
  ['sensitive', 'true']
])}
`
  return `terraform {
  required_providers {
    mongodbatlas = {
      source = "mongodb/mongodbatlas"
    }
  }
}

${isTyped ? variable : ''}${block('provider "mongodbatlas"', [
  ['base_url', quoteHcl(`${origin}/`)],
  [idName, quoteHcl(id)],
  [secretName, isTyped ? `var.${secretName}` : quoteHcl(secret)]
])}`
}

function dataSource(call: AtlasCall): string {
  // The output contains secrets; `terraform output -json` prints them.
  const name = `${resourceFacts(call).terraform}s`
  return `${block(`data "${name}" "all"`, [projectOf(call)])}
${block('output "result"', [
  ['value', `data.${name}.all`],
  ['sensitive', 'true']
])}`
}

function resource(call: AtlasCall, fields: TypeFields): string {
  const { terraform, typeField } = resourceFacts(call)
  const address = `${terraform}.${labelOf(call)}`
  const settings = [
    ...entriesOf(call).filter(([name]) => name !== 'id' && name !== typeField),
    ...(call.operation === 'create' ? presetsOf(call, fields) : [])
  ]
  const named = settings.map(([name, value]) => [name, nameOf(fields, name), value] as const)
  const values = named.flatMap(([field, name, value]): Argument[] =>
    name === null ? [] : [[name, literal(value, fieldOf(fields, field)?.type)]]
  )
  const missing = named.filter(([, name]) => name === null)
  const notes = [
    ...missing.map(([name]) => `The provider has no argument for ${quoteHcl(name)}.`),
    ...valueNotes(call, fields)
  ]
  // Encoded so that any text stays on one line.
  const { groupId, resource = 'integrations' } = call
  const id = [groupId, memberOf(call) ?? '']
    .map(part => encodeURIComponent(part.toWellFormed()))
    .join(resource === 'integrations' ? '-' : '/')
  const adoption = `# Before the first apply: terraform import ${address} ${id}\n`
  const head = {
    list: '',
    create: '',
    replace: adoption,
    delete: `# terraform destroy -target=${address}
# Run this first unless Terraform created it: terraform import ${address} ${id}\n`
  }[call.operation]
  const type: Argument = [snakeCase(typeField), quoteHcl(typeOf(call))]
  return `${head}${block(`resource "${terraform}" "${labelOf(call)}"`, [projectOf(call), type, ...values], notes)}`
}

/** Returns Atlas's defaults for fields that are not sent: the provider requires some of them, such as a region. */
function presetsOf(call: AtlasCall, { properties = {} }: TypeFields): [string, unknown][] {
  const sent = new Set(entriesOf(call).map(([name]) => name))
  return Object.entries(properties).flatMap(([name, field]): [string, unknown][] => {
    const preset = field['x-absent'] ?? field.default
    return typeof preset === 'string' && !sent.has(name) ? [[name, preset]] : []
  })
}

/**
 * Returns comments on values that do not reach Atlas. The provider treats `false` and an empty text as missing, and an
 * update sends back what it has read.
 */
function valueNotes(
  { operation, resource = 'integrations', body = {} }: AtlasCall,
  fields: TypeFields
): string[] {
  // The provider sends the whole configuration of the other resources.
  if (resource !== 'integrations') return []
  const { properties = {}, required = [] } = fields
  return Object.entries(properties).flatMap(([name, field]) => {
    const argument = nameOf(fields, name)
    const isRequired = required.includes(name)
    if (operation === 'create' && isRequired && body[name] === false) {
      return [`The provider rejects ${argument} = false on creation.`]
    }
    const isRead = field['x-secret'] !== undefined && field['x-secret'].shown !== 'never'
    if (operation !== 'replace' || !isRead || argument === null || body[name]) return []
    return isRequired
      ? [
          `Set ${argument}: otherwise the provider sends the redacted value, which replaces the secret or is rejected.`
        ]
      : [
          `Set ${argument} if Atlas has one: the provider cannot remove it, and each plan would contain a change.`
        ]
  })
}

function projectOf({ groupId }: AtlasCall): Argument {
  return ['project_id', quoteHcl(groupId)]
}

function typeOf({ type = '' }: AtlasCall): string {
  return type
}

function labelOf(call: AtlasCall): string {
  return typeOf(call)
    .toLowerCase()
    .replace(/[^a-z0-9_]/g, '_')
    .replace(/^(?![a-z_])/, '_')
}

/** Returns the argument's name: `x-terraform`, or the field's name in snake case; null: not supported. */
function nameOf(fields: TypeFields, name: string): string | null {
  const field = fieldOf(fields, name)
  if (!field) return null
  const own = field['x-terraform']
  return own === undefined ? snakeCase(name) : own
}
