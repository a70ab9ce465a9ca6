import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { BUNDLE, command, run } from './process.ts'

const COMMANDS = ['serve', 'exec', 'compare', 'healthcheck', 'seed', 'complete', 'help']
const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']
/** The shell's script is to offer nothing else; or files, where there is nothing. */
const [NOTHING_ELSE, FILES] = [':4', ':0']

/** What is suggested for the last word, without the descriptions, and the number at the end. */
async function suggestions(t: Test, words: string[]): Promise<string[]> {
  return (await printed(t, ['complete', '--', ...words]))
    .trimEnd()
    .split('\n')
    .map(line => line.split('\t', 1)[0] ?? '')
}

/** Runs a command of the completion library, which prints to the console. */
async function printed(t: Test, args: string[]): Promise<string> {
  const lines = t.capture(console, 'log', () => undefined)
  const { code, stdout, stderr } = await command(args)
  t.strictSame({ code, stderr }, { code: 0, stderr: '' })
  const text = lines().map(({ args: [line] }) => `${line}\n`)
  lines.restore()
  return text.join('') + stdout
}

t.test('suggests commands, flags and values of settings', async t => {
  const cases: [string[], string[]][] = [
    [[''], [...COMMANDS, NOTHING_ELSE]],
    [['he'], ['healthcheck', 'help', NOTHING_ELSE]],
    [
      ['seed', 'c'],
      ['check', NOTHING_ELSE]
    ],
    [
      ['complete', ''],
      ['bash', 'zsh', 'fish', 'powershell', NOTHING_ELSE]
    ],
    [
      ['serve', '--js'],
      ['--json', NOTHING_ELSE]
    ],
    [['--role'], ['--role-denied-status', NOTHING_ELSE]],
    [
      ['--log-level', ''],
      [...LEVELS, NOTHING_ELSE]
    ],
    [
      ['serve', '--log-level', 'f'],
      ['fatal', NOTHING_ELSE]
    ],
    [
      ['serve', '--role-denied-status', ''],
      ['401', '403', NOTHING_ELSE]
    ],
    [
      ['exec', '--control', ''],
      ['on', 'off', NOTHING_ELSE]
    ],
    [
      ['exec', '--auth', ''],
      ['api-key', 'service-account', NOTHING_ELSE]
    ],
    [
      ['healthcheck', '--tls', '--tls-k'],
      ['--tls-key', NOTHING_ELSE]
    ],
    [
      ['serve', '--tls=o'],
      ['on', 'off', NOTHING_ELSE]
    ],
    [['serve', '--port', ''], [NOTHING_ELSE]],
    [['serve', '--export-on-exit', ''], [FILES]],
    [['--seed', 'fix'], [FILES]],
    [['seed', 'check', ''], [FILES]],
    [['exec', '--', 'npm', 'te'], [FILES]]
  ]
  for (const [words, expected] of cases) t.strictSame(await suggestions(t, words), expected, words.join(' '))
})

t.test('prints a script for each shell', async t => {
  for (const [shell, start] of [
    ['bash', '# bash completion for atlas-mock'],
    ['zsh', '#compdef atlas-mock'],
    ['fish', '# fish completion for atlas-mock'],
    ['powershell', '# powershell completion for atlas-mock']
  ] as const) {
    t.equal((await printed(t, ['complete', shell])).slice(0, start.length), start)
  }
})

const needsBash = {
  skip: spawnSync('bash', ['--version']).status === 0 ? false : 'bash is not installed'
}

t.test('the script for bash completes words', needsBash, async t => {
  const folder = t.testdir({ 'seed-of-mine.json': '' })
  const script = `${folder}/completion.bash`
  writeFileSync(script, (await run(t, ['complete', 'bash'])).stdout)
  // The first function is bash-completion's, in small; the shell asks readline for the rest.
  const driver = `
    unset NODE_OPTIONS
    _get_comp_words_by_ref() {
      words=("\${COMP_WORDS[@]}") cword=$COMP_CWORD
      cur=\${words[cword]} prev=\${words[cword - 1]}
    }
    atlas-mock() { '${process.execPath}' '${BUNDLE}' "$@"; }
    source '${script}'
    complete -p atlas-mock
    complete_line() {
      COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
      __atlas_mock_complete
      echo "\${COMPREPLY[*]}"
    }
    complete_line atlas-mock ''
    complete_line atlas-mock ex
    complete_line atlas-mock serve --log-level ''
    complete_line atlas-mock serve --control o
    complete_line atlas-mock --seed see`
  const { status, stdout } = spawnSync('bash', ['-c', driver], { cwd: folder, encoding: 'utf8' })
  t.equal(status, 0)
  t.strictSame(stdout.split('\n'), [
    'complete -o default -F __atlas_mock_complete atlas-mock',
    COMMANDS.join(' '),
    'exec',
    LEVELS.join(' '),
    'on off',
    '',
    ''
  ])
})
