import reasons from '../../../../schemas/reasons.json' with { type: 'json' }
import type { Fault, RecordedRequest } from '../../../../types/wire.d.ts'
import type { Language } from '../data/preferences.ts'
import { WORDS, type Words } from '../words/words.ts'
import { type Details, detailsOf, isOpen, sufficientRoles } from './roles.ts'

type ExplainWords = Words['requests']['explain']

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
  const { operation, authentication } = request
  if (operation === 'createToken') return words.tokenIssued(details)
  if (operation === 'revokeToken') return words.tokenRevoked(details)
  const proof = words.proofs[authentication.scheme === 'bearer' ? 'bearer' : 'digest']
  const isByRole = !isOpen(request) && sufficientRoles(request).length > 0
  return isByRole ? words.granted(details, proof) : words.open(details, proof)
}
