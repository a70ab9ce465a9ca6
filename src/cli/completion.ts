import { type Complete, type RootCommand, ShellCompDirective, script } from '@bomb.sh/tab'
import readCommands from '@bomb.sh/tab/commander'
import type { Command } from 'commander'
import { SETTINGS } from '../config.ts'
import { SHELLS } from './program.ts'

/** Prints the completion script of a shell for a command of this name. */
export function printScript(name: string, shell: string): void {
  script(shell, name, name)
  if (shell !== 'bash') return
  // The library's script says where bash may not offer files, but never that it may.
  process.stdout.write(`complete -o default -F __${name.replaceAll('-', '_')}_complete ${name}\n`)
}

/**
 * Prints what may stand in the place of the last word, one suggestion a line, and a number that tells the
 * shell's script whether files may, too.
 */
export function printSuggestions(commands: Command, words: readonly string[]): void {
  if (words.slice(0, -1).includes('--')) {
    // A command of the user's own.
    process.stdout.write(`:${ShellCompDirective.ShellCompDirectiveDefault}\n`)
    return
  }
  const tree = readCommands(commands)
  let offersFiles = false
  describeValues(tree, () => {
    offersFiles = true
  })
  // The library itself always says that no file fits.
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

/** Tells the tree what commander does not know of flags and arguments: the values that they may have. */
function describeValues(tree: RootCommand, offerFiles: () => void): void {
  for (const { value: name, options } of tree.commands.values()) {
    for (const { flag, argument, values } of SETTINGS) {
      const option = options.get(flag.slice(2))
      if (!option) continue
      if (values) option.handler = offer(values)
      else if (argument.startsWith('<file')) option.handler = offerFiles
      // What follows the flag alone is the next flag.
      option.isBoolean = argument.startsWith('[')
    }
    // The default command's flags stand without its name, too.
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
