import { type Call, entriesOf, fieldOf, SECRET_VARIABLES, type TypeFields, trustNotes } from './call.ts'

/** Names of the provider (mongodb/terraform-provider-mongodbatlas, docs/resources/third_party_integration.md). */
const RESOURCE = 'mongodbatlas_third_party_integration'

/**
 * The call as a whole configuration. `fields` is the type's file: what the provider has no name for is named in
 * a comment. Argument names are the field's in snake case unless `x-terraform` says otherwise.
 */
export function terraformSnippet(call: Call, fields: TypeFields): string {
  const isResource = !['listProjects', 'list', 'get'].includes(call.operation)
  if (isResource && fields['x-terraform'] === null) {
    return `# The provider does not support the integration type ${quote(typeOf(call))}.\n`
  }
  const parts = [provider(call), isResource ? resource(call, fields) : dataSource(call)]
  return `${trustNotes(call)
    .map(note => `# ${note}\n`)
    .join('')}${parts.join('\n')}`
}

function provider({ origin, identity: { kind, id, secret } }: Call): string {
  const [idName, secretName] =
    kind === 'apiKey' ? (['public_key', 'private_key'] as const) : (['client_id', 'client_secret'] as const)
  const isTyped = secret === undefined
  // The provider takes credentials from its block or from the environment, never half of them from each.
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
  ['base_url', quote(`${origin}/`)],
  [idName, quote(id)],
  [secretName, isTyped ? `var.${secretName}` : quote(secret)]
])}`
}

function dataSource(call: Call): string {
  if (call.operation === 'listProjects') {
    return `# The provider also requests teams, limits and settings of each project, which the mock does not implement.
data "mongodbatlas_projects" "all" {}

${output('projects', 'data.mongodbatlas_projects.all.results')}`
  }
  const isList = call.operation === 'list'
  const [source, label] = isList ? [`${RESOURCE}s`, 'all'] : [RESOURCE, labelOf(call)]
  const type: Argument[] = isList ? [] : [['type', quote(typeOf(call))]]
  return `${block(`data "${source}" "${label}"`, [projectOf(call), ...type])}
${output('result', `data.${source}.${label}`)}`
}

/** Keys in it are sensitive; `terraform output -json` shows them. */
function output(name: string, value: string): string {
  return block(`output "${name}"`, [
    ['value', value],
    ['sensitive', 'true']
  ])
}

function resource(call: Call, fields: TypeFields): string {
  const address = `${RESOURCE}.${labelOf(call)}`
  const settings = [
    ...entriesOf(call).filter(([name]) => name !== 'id' && name !== 'type'),
    ...(call.operation === 'create' ? presetsOf(call, fields) : [])
  ]
  const named = settings.map(([name, value]) => [name, nameOf(fields, name), value] as const)
  const values = named.flatMap(([, name, value]): Argument[] =>
    name === null ? [] : [[name, literal(value)]]
  )
  const missing = named.filter(([, name]) => name === null)
  const notes = missing.map(([name]) => `The provider has no argument for ${quote(name)}.`)
  // A project and a type as they are have nothing to encode; whatever else there is stays on the line.
  const id = encodeURIComponent(`${call.groupId}-${typeOf(call)}`.toWellFormed())
  const head = {
    create: '',
    replace: `# Before the first apply: terraform import ${address} ${id}\n`,
    delete: `# terraform destroy -target=${address}
# Run this first unless Terraform created it: terraform import ${address} ${id}\n`
  }[call.operation as 'create' | 'replace' | 'delete']
  const type: Argument = ['type', quote(typeOf(call))]
  return `${head}${block(`resource "${RESOURCE}" "${labelOf(call)}"`, [projectOf(call), type, ...values], notes)}`
}

/** What Atlas would take by itself: the provider wants some of these to be written, a region for one. */
function presetsOf(call: Call, { properties = {} }: TypeFields): [string, unknown][] {
  const sent = new Set(entriesOf(call).map(([name]) => name))
  return Object.entries(properties).flatMap(([name, { 'x-absent': absent }]): [string, unknown][] =>
    typeof absent === 'string' && !sent.has(name) ? [[name, absent]] : []
  )
}

type Argument = readonly [name: string, value: string]

/** Aligned as `terraform fmt` does it. */
function block(head: string, rows: readonly Argument[], notes: readonly string[] = []): string {
  const width = Math.max(...rows.map(([name]) => name.length))
  const lines = [
    ...rows.map(([name, value]) => `${name.padEnd(width)} = ${value}`),
    ...notes.map(note => `# ${note}`)
  ]
  return `${head} {\n${lines.map(line => `  ${line}\n`).join('')}}\n`
}

function projectOf({ groupId = '' }: Call): Argument {
  return ['project_id', quote(groupId)]
}

function typeOf({ type = '' }: Call): string {
  return type
}

function labelOf(call: Call): string {
  return typeOf(call)
    .toLowerCase()
    .replace(/[^a-z0-9_]/g, '_')
    .replace(/^(?![a-z_])/, '_')
}

function nameOf(fields: TypeFields, name: string): string | null {
  const field = fieldOf(fields, name)
  if (!field) return null
  const own = field['x-terraform']
  return own === undefined ? name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`) : own
}

function literal(value: unknown): string {
  if (typeof value === 'string') return quote(value)
  return typeof value === 'object' && value !== null
    ? `jsondecode(${quote(JSON.stringify(value))})`
    : String(value)
}

const ESCAPES: Readonly<Record<string, string>> = { '\\b': '\\u0008', '\\f': '\\u000c' }

/** A string of JSON is one of HCL, but for its templates and two escapes that HCL has not. */
function quote(text: string): string {
  return JSON.stringify(text.toWellFormed())
    .replace(/\\./g, pair => ESCAPES[pair] ?? pair)
    .replace(/[$%](?=\{)/g, sign => sign + sign)
}
