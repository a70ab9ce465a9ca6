import type { IncomingHttpHeaders } from 'node:http'

/** Milliseconds, or a distribution that they are drawn from. */
export type Delay =
  | number
  | { distribution: 'uniform'; min: number; max: number }
  | { distribution: 'normal'; mean: number; deviation: number }
  | { distribution: 'lognormal'; median: number; sigma: number }

/** What a client gets; `schemas/control/faults.json` describes each. */
export type Effect = { delay?: Delay } & (
  | {
      type: 'error'
      errorCode: string
      parameters?: (string | number)[]
      headers?: Record<string, string>
    }
  | { type: 'example'; status: number; headers?: Record<string, string> }
  | { type: 'status'; status: number; errorCode?: string; detail?: string; headers?: Record<string, string> }
  | { type: 'rateLimit'; retryAfter?: number; headers?: Record<string, string> }
  | { type: 'delay'; delay: Delay }
  | { type: 'slow'; bytesPerSecond: number }
  | { type: 'reset' | 'hangUp' | 'truncate' | 'empty' }
)

/** Where a fault acts: before authentication, after it, or when the request was carried out. */
export type Stage = 'edge' | 'service' | 'after-commit'

/** A fault as it is asked for. */
export interface FaultBody {
  name?: string
  match?: {
    operation?: string | string[]
    project?: string
    organization?: string
    method?: string
    path?: string
    principal?: string
    header?: Record<string, string>
  }
  effect: Effect
  stage?: Stage
  when?: {
    after?: number
    every?: number
    probability?: number
    seed?: number
    first?: number
    until?: string
  }
  /** Seconds. */
  lasts?: number
}

/** A fault and how often it fired. */
export interface Fault extends FaultBody {
  id: string
  sandbox: string | null
  stage: Stage
  created: string
  matched: number
  hits: number
  left: number | null
  fired: boolean
  ended: boolean
}

/** What a fault looks at in a request. */
export interface FaultCandidate {
  operationId: string | undefined
  projectId: string | undefined
  /** Organization that the request is attributed to. */
  orgId: string | undefined
  method: string
  path: string
  principalId: string | undefined
  headers: IncomingHttpHeaders
}

/** A fault that fires on a request. */
export interface Firing {
  id: string
  effect: Effect
  /** Milliseconds to wait first. */
  delay: number
}
