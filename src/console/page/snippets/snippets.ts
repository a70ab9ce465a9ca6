import { atlasCliSnippet } from './atlas-cli.ts'
import type { AtlasCall, TypeFields } from './call.ts'
import { curlSnippet } from './curl.ts'
import { terraformSnippet } from './terraform.ts'

/** The code of a call for three clients. */
export interface Snippets {
  curl: string
  atlasCli: string
  terraform: string
}

/** Returns a call as bash commands and a Terraform configuration. @param fields of the call's type */
export function snippetsOf(call: AtlasCall, fields: TypeFields = {}): Snippets {
  return {
    curl: curlSnippet(call),
    atlasCli: atlasCliSnippet(call),
    terraform: terraformSnippet(call, fields)
  }
}
