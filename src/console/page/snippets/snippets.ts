import { atlasCliSnippet } from './atlas-cli.ts'
import type { AtlasCall, TypeFields } from './call.ts'
import { curlSnippet } from './curl.ts'
import { goSnippet } from './go.ts'
import { terraformSnippet } from './terraform.ts'

/** The code of a call for four clients. */
export interface Snippets {
  curl: string
  go: string
  atlasCli: string
  terraform: string
}

/** Returns a call as bash commands, a `main.go` and a Terraform configuration. @param fields of the call's type */
export function snippetsOf(call: AtlasCall, fields: TypeFields = {}): Snippets {
  return {
    curl: curlSnippet(call),
    go: goSnippet(call, fields),
    atlasCli: atlasCliSnippet(call),
    terraform: terraformSnippet(call, fields)
  }
}
