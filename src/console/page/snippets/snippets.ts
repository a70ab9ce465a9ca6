import { atlasCliSnippet } from './atlas-cli.ts'
import type { Call, TypeFields } from './call.ts'
import { curlSnippet } from './curl.ts'
import { goSnippet } from './go.ts'
import { terraformSnippet } from './terraform.ts'

/** The same call for four clients. */
export interface Snippets {
  curl: string
  go: string
  atlasCli: string
  terraform: string
}

/**
 * A call as text to paste: commands for bash, a whole main.go, a whole configuration.
 *
 * @param fields the call's type: its file, or the schema in the control plane's list; nothing for a call without
 *   one. Fields that it does not have are sent by curl and the Atlas CLI only.
 */
export function snippetsOf(call: Call, fields: TypeFields = {}): Snippets {
  return {
    curl: curlSnippet(call),
    go: goSnippet(call, fields),
    atlasCli: atlasCliSnippet(call),
    terraform: terraformSnippet(call, fields)
  }
}
