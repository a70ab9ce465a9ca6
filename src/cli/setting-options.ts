import { type Command, Option } from 'commander'
import { SETTINGS, type Settings } from '../config/config.ts'
import { textOf } from '../config/settings.ts'

export type Flags = Record<string, string | boolean | readonly string[]>

export function addSettings(command: Command, defaults: Settings): Command {
  for (const { key, schema } of SETTINGS) {
    command.addOption(createOption(key, defaults).helpGroup(`${schema['x-group']}:`))
  }
  return command
}

/** Returns the option of a setting. @param description in place of the setting's */
export function createOption(key: keyof Settings, defaults: Settings, description?: string): Option {
  const setting = SETTINGS.find(definition => definition.key === key)
  if (!setting) throw new Error(`unknown setting ${key}`)
  const { flag, argument, variable, schema } = setting
  const value = defaults[key]
  const about = value === undefined ? '' : `default: ${textOf(value)}, `
  const text = `${description ?? schema.description} (${about}env: ${variable})`
  const option = new Option(`${flag} ${argument}`, text)
  if (schema.type === 'array' && !schema['x-separator'])
    option.argParser((text: string, earlier: string[] = []) => [...earlier, text])
  return option
}

/** Converts parsed flags to texts; a flag without a value means `on`. */
export function textsOf(flags: Flags): Record<string, string> {
  return Object.fromEntries(
    Object.entries(flags).map(([key, value]) => {
      if (!Array.isArray(value)) return [key, textOf(value)]
      return [key, value.length === 1 ? value[0] : JSON.stringify(value)]
    })
  )
}

/** Returns the options of a command as its help lists them. */
export function describeOptions(command: Command, helpWidth?: number): string {
  const help = command.createHelp()
  help.prepareContext(helpWidth === undefined ? {} : { helpWidth })
  const width = help.longestOptionTermLength(command, help)
  const groups = help.groupItems(
    [...command.options],
    help.visibleOptions(command).filter(option => command.options.includes(option)),
    option => option.helpGroupHeading ?? 'Options:'
  )
  const lines = [...groups].flatMap(([heading, options]) => {
    const items = options.map(option =>
      help.formatItem(help.optionTerm(option), width, help.optionDescription(option), help)
    )
    return help.formatItemList(heading, items, help)
  })
  return lines.join('\n').trimEnd()
}
