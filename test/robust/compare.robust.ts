import { spawn } from 'node:child_process'
import { once } from 'node:events'
import t from 'tap'
import { ACME } from '../app.ts'
import { BUNDLE } from '../cli/process.ts'
import { cleanEnvironment } from '../clients/server.ts'
import { environmentFor, startTarget, type Target } from '../compare/target.ts'
import { OPTIONS } from './options.ts'
import { Random } from './random.ts'

const INTERRUPTIONS = 20

t.comment(`ROBUST_SEED=${OPTIONS.seed}`)

t.test(
  'the command finds no difference in a mock behind TLS, with an API key and a service account',
  async t => {
    const target = await startTarget(t)
    for (const id of ['orgowner', 'mdb_sa_id_0000000000000000000000a1']) {
      const { code, stdout, stderr } = await compare(target, id)
      t.strictSame({ code, stderr }, { code: 0, stderr: '' })
      t.match(stdout, /^Responses compared with https:\S+: \d{3}; different: 0, in 0 places\.\n$/)
    }
    t.strictSame(projects(target), ['demo', 'staging'])
  }
)

t.test('deletes the project when interrupted', async t => {
  const target = await startTarget(t)
  const random = new Random(OPTIONS.seed, 3_000_000)
  for (let count = 0; count < INTERRUPTIONS; count++) {
    // The first requests create the project.
    const last = 1 + random.below(random.chance(0.5) ? 8 : 400)
    const { code, stdout, stderr } = await compare(target, 'orgowner', last)
    t.strictSame({ code, stdout, stderr }, { code: 130, stdout: '', stderr: 'atlas-mock: interrupted\n' })
    t.strictSame(projects(target), ['demo', 'staging'], `interrupted at request ${last}`)
  }
})

t.test('prints the deletion command if deleting the project fails', async t => {
  const target = await startTarget(t)
  target.mock.faults.add({ match: { operation: 'deleteGroup' }, effect: { type: 'status', status: 409 } })
  const { code, stderr } = await compare(target, 'orgowner', 20)
  t.equal(code, 130)
  const [, command = ''] = /delete it with:\n(curl .+)\n/.exec(stderr) ?? []
  target.mock.faults.clear()
  t.equal(projects(target).length, 3)
  const options = `--silent --output /dev/null --write-out %{http_code} --cacert ${target.caFile}`
  const curl = spawn('sh', ['-c', command.replace('curl ', `curl ${options} `)], {
    env: cleanEnvironment(environmentFor(target))
  })
  t.equal((await curl.stdout.toArray()).join(''), '202')
  t.strictSame(projects(target), ['demo', 'staging'])
})

/** Runs the command. @param last number of the request to the target during which SIGINT is sent; 0: none */
async function compare(target: Target, id: string, last = 0) {
  const args = [BUNDLE, 'compare', '--target', target.url, '--rate', '1000']
  const child = spawn(process.execPath, args, { env: cleanEnvironment(environmentFor(target, id)) })
  let requests = 0
  target.change(() => {
    requests++
    if (requests === last) child.kill('SIGINT')
    return {}
  })
  const [stdout, stderr, [code]] = await Promise.all([
    child.stdout.toArray(),
    child.stderr.toArray(),
    once(child, 'exit')
  ])
  return { code: code as number | null, stdout: stdout.join(''), stderr: stderr.join('') }
}

function projects({ mock }: Target): string[] {
  const acme = mock.organizations().find(({ id }) => id === ACME)
  return acme?.projects.map(({ name }) => name) ?? []
}
