import type { ReasonDetails } from '../types/reasons.d.ts'
import { readAsset } from './assets.ts'

/** A code of `schemas/reasons.json`. */
export type ReasonCode = keyof ReasonDetails

/** Why a request got its response: a code, and the details that its text names. Never a secret. */
export type Reason = { [Code in ReasonCode]: { code: Code } & ReasonDetails[Code] }[ReasonCode]

const TEXTS = readAsset<Record<ReasonCode, { en: string; zh: string }>>('schemas/reasons.json')

/** Returns a reason in words, for people: code must not read it. */
export function reasonText(reason: Reason): string {
  const details: Readonly<Record<string, unknown>> = reason
  return TEXTS[reason.code].en.replace(/\{(\w+)\}/g, (_placeholder, name: string) => String(details[name]))
}
