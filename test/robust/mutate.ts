import type { Draft } from './corpus.ts'
import { HEADERS, METHODS, NAMES, QUERIES, TEXTS, VALUES } from './nasty.ts'
import type { Random } from './random.ts'

/** Applies up to three random changes to a draft. */
export function mutate(draft: Draft, random: Random): Draft {
  const changed: Draft = { ...draft, headers: [...draft.headers] }
  // Some drafts stay unchanged so that the server has state.
  const changes = random.pick([0, 1, 1, 1, 2, 2, 3])
  for (let change = 0; change < changes; change++) random.pick(MUTATIONS)(changed, random)
  return changed
}

type Mutation = (draft: Draft, random: Random) => void

const body: Mutation = (draft, random) => {
  draft.body = mutateBody(draft.body ?? '{}', random)
}

const MUTATIONS: readonly Mutation[] = [
  body,
  body,
  body,
  (draft, random) => {
    const segments = draft.target.split('/')
    segments[1 + random.below(segments.length - 1)] = pathText(random)
    draft.target = segments.join('/')
  },
  (draft, random) => {
    const at = random.below(draft.target.length)
    draft.target = draft.target.slice(0, at) + pathText(random) + draft.target.slice(at)
    // An Atlas path must not become a control plane path.
    if (!draft.target.startsWith('/')) draft.target = `/${draft.target}`
  },
  (draft, random) => {
    draft.target += (draft.target.includes('?') ? '&' : '?') + random.pick(QUERIES)
  },
  (draft, random) => {
    draft.target = random.pick([
      '*',
      `http://other.example${draft.target}`,
      `/${draft.target}`,
      `${draft.target}/`
    ])
  },
  (draft, random) => {
    draft.method = random.pick(METHODS)
  },
  (draft, random) => {
    const [name, value] = random.pick(HEADERS)
    draft.headers = draft.headers.filter(([other]) => random.chance(0.2) || other !== name)
    draft.headers.push([name, value])
  },
  (draft, random) => {
    draft.headers.push([`X-${random.below(99)}`, header(random.pick(TEXTS))])
  },
  (draft, random) => {
    draft.headers.splice(random.below(draft.headers.length), 1)
  }
]

/** Returns a text without spaces, which would end the request target. */
function pathText(random: Random): string {
  return random.pick(TEXTS).replaceAll(' ', '%20')
}

function header(text: string): string {
  return text.replace(/[\r\n\0]/g, '')
}

function mutateBody(text: string, random: Random): string {
  switch (random.below(8)) {
    case 0:
      return text.slice(0, random.below(text.length + 1))
    case 1: {
      const at = random.below(text.length + 1)
      return text.slice(0, at) + String.fromCharCode(random.below(256)) + text.slice(at + 1)
    }
    case 2:
      return random.pick(VALUES)
    case 3:
      return `\u00ef\u00bb\u00bf${text}`
    case 4:
      return random.chance(0.02) ? `"${'z'.repeat(1_100_000)}"` : ` ${text}\n${random.pick(VALUES)}`
    default:
      return mutateJson(text, random)
  }
}

/** Replaces one value of the JSON, or adds a name. */
function mutateJson(text: string, random: Random): string {
  // Works on the text: replacements may not be JavaScript values.
  const values = [...text.matchAll(/"(?:[^"\\]|\\.)*"(?!\s*:)|true|false|null|-?\d+(?:\.\d+)?/g)]
  if (values.length === 0 || random.chance(0.3)) {
    return text.replace(/^\s*\{/, `{"${random.pick(NAMES)}":${random.pick(VALUES)},`)
  }
  const { index, 0: value } = random.pick(values)
  return text.slice(0, index) + random.pick(VALUES) + text.slice(index + value.length)
}
