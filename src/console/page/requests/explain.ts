import reasons from '../../../../schemas/reasons.json' with { type: 'json' }
import type { Fault, RecordedRequest } from '../../../../types/wire.d.ts'
import type { Details } from '../words/en.ts'
import type { Language } from '../words/preferences.ts'
import { WORDS, type Words } from '../words/words.ts'
import { heldRoles, neededRoles } from './roles.ts'

type ExplainWords = Words['requests']['explain']

/** Maximum number of roles that an explanation names. */
const NAMED = 3

/** What a recorded request does not contain. */
export interface Context {
  /** Returns the name of a project or organization. */
  nameOf(id: string): string
  /** Returns a fault; undefined: it no longer exists. */
  faultOf(id: string): Fault | undefined
}

/** Returns why a request got its response, in a few short sentences. */
export function explain(request: RecordedRequest, language: Language, { nameOf, faultOf }: Context): string {
  const words = WORDS[language].requests.explain
  const usual = usualSentence(request, language, detailsOf(request, words, nameOf))
  const { fault } = request
  if (!fault) return usual
  return faultSentences(request, fault.effect, words, usual, faultOf(fault.id)).join(words.space)
}

function detailsOf(request: RecordedRequest, words: ExplainWords, nameOf: (id: string) => string): Details {
  const { principal, project } = request
  const held = heldRoles(request, words, nameOf)
  const rest = held.length - NAMED
  return {
    caller: principal?.id ?? '',
    organization: principal ? nameOf(principal.orgId) : '',
    project: project ? nameOf(project) : '',
    needed: neededRoles(request, words, nameOf, NAMED).join(words.orElse),
    had: (held.slice(0, NAMED).join(words.comma) || words.noRole) + (rest > 0 ? words.more(rest) : '')
  }
}

/** Effects that do not change the response. */
const LATE: readonly string[] = ['delay', 'slow']

/** Effects that omit part of the normal response. */
const BROKEN: readonly string[] = ['truncate', 'empty']

function faultSentences(
  request: RecordedRequest,
  effect: string,
  words: ExplainWords,
  usual: string,
  fault: Fault | undefined
): readonly string[] {
  const { answer, reason } = request
  const effects: Readonly<Record<string, string>> = words.effects
  const sentence = effects[effect] ?? words.effects.other
  const isBroken = BROKEN.includes(effect)
  if (LATE.includes(effect) || (isBroken && reason !== null)) return [sentence, usual]
  const done = words.carriedOut[carriedOut(request, isBroken, fault)]
  return [isBroken && !answer ? words.noBodyToBreak : sentence, done]
}

/**
 * Returns whether the mock carried out the request. A fault before the commit prevents it or rolls it back. The stage
 * of a deleted fault is known only from how far the request came.
 */
function carriedOut(
  { role, operation, request: { method } }: RecordedRequest,
  isBroken: boolean,
  fault: Fault | undefined
): keyof ExplainWords['carriedOut'] {
  if (fault && isBroken && method === 'GET' && fault.stage !== 'after-commit') return 'read'
  if (fault) return fault.stage === 'after-commit' ? 'done' : isBroken ? 'undone' : 'not'
  // Token requests have no role check.
  if (isBroken || (operation !== null && role.needed === null)) return 'unknown'
  return role.decision === 'granted' ? 'done' : 'not'
}

function usualSentence(request: RecordedRequest, language: Language, details: Details): string {
  const words = WORDS[language].requests.explain
  const { answer, reason } = request
  if (!answer) return words.noResponse
  if (reason === null) return successSentence(request, words, details)
  const detailed: Readonly<Record<string, (details: Details) => string>> = words.reasons
  return detailed[reason.code]?.(details) ?? words.reason(reasonText(reason, language))
}

const TEXTS: Readonly<Record<string, Readonly<Record<Language, string>>>> = reasons

/** Returns the reason in the page's language; of an unknown code, the server's text. */
function reasonText(reason: NonNullable<RecordedRequest['reason']>, language: Language): string {
  const { code, text, ...details } = reason
  return Object.entries(details).reduce(
    (filled, [name, value]) => filled.replaceAll(`{${name}}`, () => String(value)),
    TEXTS[code]?.[language] ?? text
  )
}

function successSentence(request: RecordedRequest, words: ExplainWords, details: Details): string {
  const { operation, authentication, project, role } = request
  if (operation === 'createToken') return words.tokenIssued(details)
  if (operation === 'revokeToken') return words.tokenRevoked(details)
  const proof = words.proofs[authentication.scheme === 'bearer' ? 'bearer' : 'digest']
  // Every role permits the call, and the response contains what the caller may see.
  const isOpen = project === null && (role.needed?.organization.length ?? 0) > NAMED
  return isOpen ? words.open(details, proof) : words.granted(details, proof)
}
