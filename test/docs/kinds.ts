import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Ajv } from 'ajv'
import Ajv2020 from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { build } from 'esbuild'
import { parseAllDocuments } from 'yaml'

/** Returns the errors of a manifest, one line each. */
export type Check = (text: string) => Promise<string[]>

function schema(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`schemas/${name}`, import.meta.url), 'utf8'))
}

function ajv() {
  const ajv = new Ajv2020.default({ allErrors: true, strict: false })
  formats.default(ajv, { mode: 'fast' })
  // Kubernetes declares number sizes as formats that Ajv does not know.
  for (const name of ['int32', 'int64', 'double', 'int-or-string']) ajv.addFormat(name, true)
  return ajv
}

/** Parses the documents of a YAML 1.2 file. @throws if a key is duplicate */
export function documents(text: string): Record<string, unknown>[] {
  return parseAllDocuments(text).map(document => {
    const [fault] = document.errors
    if (fault) throw fault
    return document.toJS()
  })
}

/** Returns a check against the schema of the Compose Specification. */
export function compose(): Check {
  const validate = ajv().compile(schema('compose-spec.json'))
  return async text => {
    const [document] = documents(text)
    return validate(document) ? [] : errorsOf(validate.errors)
  }
}

/** Returns a check against the schema of GitLab CI. */
export function gitlab(): Check {
  const validate = new Ajv({ allErrors: true, strict: false }).compile(schema('gitlab-ci.json'))
  return async text => {
    const [document] = documents(text)
    return validate(document) ? [] : errorsOf(validate.errors)
  }
}

/** Schema names by kind of object. */
const OBJECTS: Readonly<Record<string, string>> = {
  'apps/v1 Deployment': 'io.k8s.api.apps.v1.Deployment',
  'networking.k8s.io/v1 Ingress': 'io.k8s.api.networking.v1.Ingress',
  'v1 PersistentVolumeClaim': 'io.k8s.api.core.v1.PersistentVolumeClaim',
  'v1 Pod': 'io.k8s.api.core.v1.Pod',
  'v1 Secret': 'io.k8s.api.core.v1.Secret',
  'v1 Service': 'io.k8s.api.core.v1.Service'
}

/**
 * Returns a check against the OpenAPI document of Kubernetes.
 *
 * @param definitions CustomResourceDefinitions of further kinds, in YAML
 */
export function kubernetes(definitions: readonly string[] = []): Check {
  const known = ajv().addSchema(schema('kubernetes.json'), 'kubernetes')
  const custom = new Map(definitions.flatMap(documents).flatMap(schemasOf))
  return async text =>
    documents(text).flatMap(document => {
      const kind = `${document['apiVersion']} ${document['kind']}`
      const schema = custom.get(kind)
      const validate = schema ? known.compile(schema) : known.getSchema(`kubernetes#/$defs/${OBJECTS[kind]}`)
      if (validate === undefined) return [`there is no schema for ${kind}`]
      return validate(document) ? [] : errorsOf(validate.errors)
    })
}

interface Definition {
  spec: {
    group: string
    names: { kind: string }
    versions: { name: string; schema: { openAPIV3Schema: { properties: Record<string, object> } } }[]
  }
}

/** Returns the schemas of a CustomResourceDefinition by kind. They reject unknown fields, as kubectl does. */
function schemasOf(definition: Record<string, unknown>): [kind: string, schema: object][] {
  const { group, names, versions } = (definition as unknown as Definition).spec
  return versions.map(({ name, schema }) => {
    const strict = withoutUnknownFields(schema.openAPIV3Schema) as typeof schema.openAPIV3Schema
    const metadata = { $ref: 'kubernetes#/$defs/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' }
    return [`${group}/${name} ${names.kind}`, { ...strict, properties: { ...strict.properties, metadata } }]
  })
}

function withoutUnknownFields(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutUnknownFields)
  if (typeof schema !== 'object' || schema === null) return schema
  const entries = Object.entries(schema).map(([key, value]) => [key, withoutUnknownFields(value)])
  const isObject = 'type' in schema && schema.type === 'object' && 'properties' in schema
  return { ...Object.fromEntries(entries), ...(isObject && { additionalProperties: false }) }
}

function errorsOf(
  errors: readonly { instancePath: string; message?: string; params: object }[] | null | undefined
) {
  return (errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`
  )
}

let parser: Promise<typeof import('./workflow.ts')> | undefined

/** Returns checks of workflows and actions with GitHub's own parser, which also checks expressions. */
export async function github(): Promise<{ workflow: Check; action: Check }> {
  parser ??= bundleParser().then(file => import(file))
  const { parse, parseMetadata } = await parser
  return { workflow: parse, action: parseMetadata }
}

/** Bundles the parser, because Node.js cannot resolve its schema import. @returns the file */
async function bundleParser(): Promise<string> {
  const outfile = join(mkdtempSync(join(tmpdir(), 'workflow-parser-')), 'parser.mjs')
  process.once('exit', () => rmSync(dirname(outfile), { recursive: true, force: true }))
  await build({
    entryPoints: [join(import.meta.dirname, 'workflow.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);"
    }
  })
  return outfile
}
