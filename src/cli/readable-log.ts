import { styleText } from 'node:util'
import { printable } from '../base/printable.ts'

/** Names and colours of pino's levels. */
const LEVELS: Readonly<Record<number, [name: string, colour: 'cyan' | 'red' | 'yellow']>> = {
  10: ['trace', 'cyan'],
  20: ['debug', 'cyan'],
  30: ['info', 'cyan'],
  40: ['warn', 'yellow'],
  50: ['error', 'red'],
  60: ['fatal', 'red']
}

/** Fields for programs. */
const HIDDEN = ['pid', 'hostname', 'code']

type Stream = NodeJS.WritableStream

/** Returns a stream for the JSON lines of the log that writes each as a readable line. */
export function readableLog(terminal: Stream): { write(line: string): void } {
  return { write: line => terminal.write(`${describeLine(line, terminal)}\n`) }
}

function describeLine(line: string, terminal: Stream): string {
  const { level, time, msg = '', method, path, status, err, ...rest } = JSON.parse(line)
  const request = method === undefined ? [] : [`${method} ${path}`]
  // Most messages contain their details.
  const isSaid = (value: unknown): boolean =>
    Array.isArray(value) ? value.every(isSaid) : typeof value === 'string' && msg.includes(value)
  const details = Object.entries(rest)
    .filter(([name, value]) => !HIDDEN.includes(name) && !isSaid(value))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const [name, colour] = LEVELS[level] ?? [String(level), 'cyan']
  const paint = (format: Parameters<typeof styleText>[0], text: string) =>
    styleText(format, printable(text), { stream: terminal })
  const parts = [
    paint('dim', new Date(time).toTimeString().slice(0, 8)),
    paint(colour, name.padEnd(5)),
    printable([...request, status, msg].filter(part => part !== undefined).join(' ')),
    ...(details.length > 0 ? [paint('dim', details.join(' '))] : [])
  ]
  const text = parts.join(' ')
  if (err?.stack === undefined) return text
  return [text, ...err.stack.split('\n').map(printable)].join('\n')
}
