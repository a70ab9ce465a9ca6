import {
  type AtlasCall,
  entriesOf,
  fieldOf,
  hasBody,
  SECRET_VARIABLES,
  type TypeFields,
  trustNotes
} from './call.ts'

/** The SDK version that the tests compile snippets with. */
const MODULE = 'go.mongodb.org/atlas-sdk/v20250312010'

/** SDK methods, and their arguments after the context. */
const METHODS = {
  list: ['ListGroupIntegrations', 'groupId'],
  create: ['CreateGroupIntegration', 'type', 'groupId', 'body'],
  replace: ['UpdateGroupIntegration', 'type', 'groupId', 'body'],
  delete: ['DeleteGroupIntegration', 'type', 'groupId']
} as const

/** Returns the call as a `main.go`. Comments list the fields that the SDK does not support. */
export function goSnippet(call: AtlasCall, fields: TypeFields): string {
  const { resource = 'integrations' } = call
  // The SDK has log integrations since v20250312011 and metric integrations since v20250312023.1.
  if (resource !== 'integrations') return `// ${MODULE} does not support ${resource}.\n`
  return `// go mod init snippet && go get ${MODULE} && go run .
${trustNotes(call)
  .map(note => `// ${note}\n`)
  .join('')}package main

import (
${packages(call)
  .map(name => `\t"${name}"\n`)
  .join('')}
	"${MODULE}/admin"
)

func main() {
	ctx := context.Background()
	client, err := admin.NewClient(
		admin.UseBaseURL(${quote(call.origin)}),
		${authentication(call)},
	)
	if err != nil {
		log.Fatal(err)
	}
${deletion(call)}${bodyLines(call, fields)
  .map(line => `\t${line}\n`)
  .join('')}${result(call)}}
`
}

function packages({ operation, identity }: AtlasCall): string[] {
  const json = operation === 'delete' ? [] : ['encoding/json']
  const os = identity.secret === undefined ? ['os'] : []
  return ['context', ...json, 'fmt', 'log', ...os]
}

/** Returns the authentication option. It must follow UseBaseURL: UseOAuthAuth derives the token endpoint from it. */
function authentication({ identity: { kind, id, secret } }: AtlasCall): string {
  const value = secret === undefined ? `os.Getenv("${SECRET_VARIABLES[kind]}")` : quote(secret)
  if (kind === 'apiKey') return `admin.UseDigestAuth(${quote(id)}, ${value})`
  return `admin.UseOAuthAuth(ctx, ${quote(id)}, ${value})`
}

/** Returns statements that build the body. The model's constructor sets other types' defaults, which Atlas rejects. */
function bodyLines(call: AtlasCall, fields: TypeFields): string[] {
  if (!hasBody(call)) return []
  return ['body := admin.ThirdPartyIntegration{}', ...entriesOf(call).map(field => setter(fields, ...field))]
}

function setter(fields: TypeFields, name: string, value: unknown): string {
  const field = fieldOf(fields, name)
  if (!field || field['x-go'] === null || typeof value !== field.type) {
    return `// ${quote(name)}: ${escapeMark(JSON.stringify(value))} is not supported by this version of the SDK.`
  }
  const literal = typeof value === 'string' ? quote(value) : String(value)
  return `body.Set${name.charAt(0).toUpperCase()}${name.slice(1)}(${literal})`
}

/** Returns a statement that deletes an existing integration. */
function deletion(call: AtlasCall): string {
  if (!call.deletesFirst) return ''
  return `	if _, err := ${execution({ ...call, operation: 'delete' })}; err != nil {
		log.Println(err)
	}
`
}

/** Returns statements that execute the call and print the response body, or Atlas's error code and message. */
function result(call: AtlasCall): string {
  const isBare = call.operation === 'delete'
  const print = isBare
    ? '\tfmt.Println(response.Status)\n'
    : `	text, err := json.MarshalIndent(result, "", "  ")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(text))
`
  return `	${isBare ? 'response' : 'result, _'}, err := ${execution(call)}
	if err != nil {
		if known, ok := admin.AsError(err); ok {
			log.Println(known.GetErrorCode())
		}
		log.Fatal(err)
	}
${print}`
}

function execution({ operation, groupId, type = '' }: AtlasCall): string {
  const [method, ...names] = METHODS[operation]
  const values = { groupId: quote(groupId), type: quote(type), body: '&body' }
  const given = names.map(name => values[name])
  return `client.ThirdPartyIntegrationsApi.${method}(${['ctx', ...given].join(', ')}).Execute()`
}

/** Returns a Go string: JSON without a byte order mark, which Go allows only at the beginning of a file. */
function quote(text: string): string {
  return escapeMark(JSON.stringify(text.toWellFormed()))
}

function escapeMark(json: string): string {
  return json.replaceAll('\ufeff', '\\ufeff')
}
