import { type Complete, type RootCommand, ShellCompDirective, script } from '@bomb.sh/tab'
import readCommands from '@bomb.sh/tab/commander'
import type { Command } from 'commander'
import { SETTINGS } from '../config.ts'
import { SHELLS } from './program.ts'
import type { Terminal } from './terminal.ts'

/** Prints the completion script of a shell for the command `name`. */
export function printScript(name: string, shell: string, { stdout }: Terminal): void {
  script(shell, name, name)
  if (shell !== 'bash') return
  // The library's script never registers the fallback to file names.
  stdout.write(`complete -o default -F __${name.replaceAll('-', '_')}_complete ${name}\n`)
}

/**
 * Prints the suggestions for the last word, one a line, and a directive: whether the shell offers files too.
 */
export function printSuggestions(commands: Command, words: readonly string[], { stdout }: Terminal): void {
  if (words.slice(0, -1).includes('--')) {
    // The words after `--` are the user's own command.
    stdout.write(`:${ShellCompDirective.ShellCompDirectiveDefault}\n`)
    return
  }
  const tree = readCommands(commands)
  let offersFiles = false
  describeValues(tree, () => {
    offersFiles = true
  })
  // The library always sets NoFileComp.
  Object.defineProperty(tree, 'directive', {
    configurable: true,
    get: () =>
      offersFiles
        ? ShellCompDirective.ShellCompDirectiveDefault
        : ShellCompDirective.ShellCompDirectiveNoFileComp,
    set: () => undefined
  })
  tree.parse([...words])
}

/** Adds the allowed values of flags and arguments, which commander does not expose. */
function describeValues(tree: RootCommand, offerFiles: () => void): void {
  for (const { value: name, options } of tree.commands.values()) {
    for (const { flag, argument, values } of SETTINGS) {
      const option = options.get(flag.slice(2))
      if (!option) continue
      if (values) option.handler = offer(values)
      else if (argument.startsWith('<file')) option.handler = offerFiles
      // A flag with an optional value takes no next word.
      option.isBoolean = argument.startsWith('[')
    }
    // The default command's flags are valid without its name.
    if (name === 'serve') for (const [flag, option] of options) tree.options.set(flag, option)
  }
  tree.commands.get('seed check')?.argument('file', offerFiles)
  tree.commands.get('complete')?.argument('shell', offer(SHELLS))
}

function offer(values: readonly string[]) {
  return (complete: Complete) => {
    for (const value of values) complete(value, '')
  }
}
