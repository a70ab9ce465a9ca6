import { globSync, readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'

const TERRAFORM = /(?:^|[\\/])(?:terraform|tofu)(?:\.exe)?$/i
/** The block's body: one level of inner braces covers blocks and `${…}`. */
const PROVIDER = /^[ \t]*provider[ \t]+"mongodbatlas"[ \t]*\{((?:[^{}]|\{[^{}]*\})*)\}/gm
const CREDENTIAL = /^[ \t]*(?:public_key|private_key|client_id|client_secret|access_token)[ \t]*=/m
const ADDRESS = /^[ \t]*base_url[ \t]*=/m

/**
 * Returns the files of a Terraform command whose provider block leads to calls to the real Atlas: with credentials in
 * the block, the provider ignores the address in the environment.
 */
export function filesThatLeave([file = '', ...args]: readonly string[], cwd = '.'): string[] {
  if (!TERRAFORM.test(file)) return []
  const chdir = args.find(arg => arg.startsWith('-chdir='))?.slice('-chdir='.length) ?? ''
  const folder = isAbsolute(chdir) ? chdir : join(cwd, chdir)
  return globSync('*.tf', { cwd: folder })
    .map(name => join(folder, name))
    .filter(path => blocksOf(path).some(body => CREDENTIAL.test(body) && !ADDRESS.test(body)))
    .sort()
}

function blocksOf(path: string): string[] {
  try {
    return [...readFileSync(path, 'utf8').matchAll(PROVIDER)].map(([, body = '']) => body)
  } catch {
    // Terraform itself reports an unreadable file.
    return []
  }
}
