import reasons from '../../../../schemas/reasons.json' with { type: 'json' }
import type { Fault, RecordedRequest } from '../../../../types/wire.d.ts'
import type { Language } from '../words/define.ts'
import { explainWords, type Told } from './explain-words.ts'
import { isOpen, sufficientRoles, tell } from './told.ts'

/** What a recorded request does not say itself. */
export interface Context {
  /** Name of a project or an organization; undefined: it is not known. */
  nameOf(id: string): string | undefined
  /** A fault that is still there. */
  faultOf?(id: string): Fault | undefined
}

type Words = (typeof explainWords)['en']

/** Why a request was answered as it was, in a few short sentences. */
export function explain(request: RecordedRequest, language: Language, { nameOf, faultOf }: Context): string {
  const words = explainWords[language]
  const { fault } = request
  const usual = usualSentence(request, language, tell(request, words, nameOf))
  if (!fault) return usual
  return faultSentences(request, fault.effect, words, usual, faultOf?.(fault.id)).join(words.space)
}

/** Effects that leave the answer as it is. */
const LATE: readonly string[] = ['delay', 'slow']

/** Effects that leave out a part of the usual answer. */
const BROKEN: readonly string[] = ['truncate', 'empty']

function faultSentences(
  request: RecordedRequest,
  effect: string,
  words: Words,
  usual: string,
  found: Fault | undefined
): readonly string[] {
  const { answer, reason } = request
  const effects: Readonly<Record<string, string>> = words.effects
  const did = effects[effect] ?? words.otherEffect
  const isBroken = BROKEN.includes(effect)
  if (LATE.includes(effect) || (isBroken && reason !== null)) return [did, usual]
  const done = words.carriedOut[carriedOut(request, isBroken, found)]
  return [isBroken && !answer ? words.nothingToBreak : did, done]
}

/**
 * Whether what was asked for was done. A fault before the commit keeps it from being done, or takes it back;
 * where the fault is gone, its stage is known only by how far the request came.
 */
function carriedOut(
  { role, operation, request: { method } }: RecordedRequest,
  isBroken: boolean,
  found: Fault | undefined
): keyof Words['carriedOut'] {
  // What only reads has nothing that could be taken back.
  if (found && isBroken && method === 'GET' && found.stage !== 'after-commit') return 'read'
  if (found) return found.stage === 'after-commit' ? 'done' : isBroken ? 'undone' : 'not'
  // Requests for a token come to no role check.
  if (isBroken || (operation !== null && role.needed === null)) return 'unknown'
  return role.decision === 'granted' ? 'done' : 'not'
}

function usualSentence(request: RecordedRequest, language: Language, told: Told): string {
  const words = explainWords[language]
  const { answer, reason } = request
  if (!answer) return words.noAnswer
  if (reason === null) return successSentence(request, words, told)
  const own: Readonly<Record<string, (told: Told) => string>> = words.reasons
  return own[reason.code]?.(told) ?? words.reason(reasonText(reason, language))
}

const TEXTS: Readonly<Record<string, Readonly<Record<Language, string>>>> = reasons

/** Returns the reason in the page's language; one that the page does not know as the server says it. */
function reasonText(reason: NonNullable<RecordedRequest['reason']>, language: Language): string {
  const { code, text, ...details } = reason
  return Object.entries(details).reduce(
    (filled, [name, value]) => filled.replaceAll(`{${name}}`, () => String(value)),
    TEXTS[code]?.[language] ?? text
  )
}

function successSentence(request: RecordedRequest, words: Words, told: Told): string {
  const { operation, authentication } = request
  if (operation === 'createToken') return words.tokenGiven(told)
  if (operation === 'revokeToken') return words.tokenEnded(told)
  const proof = words.proofs[authentication.scheme === 'bearer' ? 'bearer' : 'digest']
  const isByRole = !isOpen(request) && sufficientRoles(request).length > 0
  return isByRole ? words.granted({ ...told, proof }) : words.open({ ...told, proof })
}
