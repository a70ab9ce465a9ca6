import { chmodSync } from 'node:fs'
import t from 'tap'
import { filesThatLeave } from '../../src/cli/exec.ts'
import { command } from './process.ts'

const KEYS = `public_key  = "orgowner"
  private_key = "\${var.key}"`

function provider(body: string): string {
  return `provider "mongodbatlas" {\n  ${body}\n}\n`
}

t.test('exec warns if a Terraform configuration calls the real Atlas', async t => {
  const folder = t.testdir({
    terraform: '#!/bin/sh\n',
    'main.tf': provider(KEYS),
    'safe.tf': provider(`base_url = "http://127.0.0.1:8080/"\n  ${KEYS}`)
  })
  chmodSync(`${folder}/terraform`, 0o755)
  t.strictSame(await command(['exec', '--', `${folder}/terraform`, `-chdir=${folder}`, 'apply']), {
    code: 0,
    stdout: '',
    stderr: `atlas-mock: ${folder}/main.tf: the provider block has credentials but no base_url: its calls go to the real cloud.mongodb.com
atlas-mock: ${folder}/main.tf: remove the credentials, which exec sets in the environment, or add base_url
`
  })
})

t.test('looks in the folder of --cwd', async t => {
  const folder = t.testdir({ a: { 'main.tf': provider(KEYS) }, 'main.tf': provider(KEYS) })
  t.strictSame(await filesThatLeave(['terraform', 'apply'], folder), [`${folder}/main.tf`])
  t.strictSame(await filesThatLeave(['terraform', '-chdir=a', 'apply'], folder), [`${folder}/a/main.tf`])
})

t.test('finds provider blocks with credentials and without an address', async t => {
  const folder = t.testdir({
    a: { 'a.tf': `# a { comment\n${provider('')}${provider(`alias = "x"\n  ${KEYS}`)}` },
    account: { 'x.tf': provider('assume_role {\n  }\n  client_id = var.id') },
    token: { 'x.tf': 'provider "mongodbatlas" { access_token = "t" }' },
    address: { 'x.tf': provider(`base_url = var.url\n  ${KEYS}`) },
    comment: { 'x.tf': provider(`# public_key = "x"\n  // base_url = "x"`) },
    unused: { 'x.tf': `# ${provider('# x')}`, 'x.txt': provider(KEYS), '.hidden.tf': provider(KEYS) },
    other: { 'x.tf': provider(KEYS).replace('mongodbatlas', 'aws') },
    open: { 'x.tf': provider(KEYS).replace(/\}\n$/, '') },
    folder: { 'x.tf': {} }
  })
  const leaving = (name: string, tool = 'terraform') =>
    filesThatLeave([tool, `-chdir=${folder}/${name}`, 'plan'])
  for (const [name, file] of [
    ['a', 'a.tf'],
    ['account', 'x.tf'],
    ['token', 'x.tf']
  ] as const) {
    t.strictSame(await leaving(name), [`${folder}/${name}/${file}`], name)
  }
  for (const name of ['address', 'comment', 'unused', 'other', 'open', 'folder', 'missing']) {
    t.strictSame(await leaving(name), [], name)
  }
  for (const tool of ['tofu', '/usr/bin/terraform', 'C:\\tools\\Terraform.exe']) {
    t.equal((await leaving('a', tool)).length, 1, tool)
  }
  for (const tool of ['atlas', 'terraform-docs', 'myterraform'])
    t.strictSame(await leaving('a', tool), [], tool)
})
