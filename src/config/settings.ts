export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** All settings of the server. */
export interface Settings {
  /** TCP port; 0 selects a free one. */
  port: number
  host: string
  /** `:memory:` or the path of a database file. */
  db: string
  /** A seed file's path or the seed's JSON; undefined for the built-in seed. */
  seed: string | undefined
  /** Path of a state file to import at startup. */
  import: string | undefined
  /** Path for the state exported on exit. */
  exportOnExit: string | undefined
  logLevel: (typeof LOG_LEVELS)[number]
  /** Status of USER_UNAUTHORIZED. */
  roleDeniedStatus: 401 | 403
  /** `lenient` accepts requests without a versioned Accept header. */
  accept: 'strict' | 'lenient'
  /** Base URL of links without a trailing slash; undefined uses scheme and Host of the request. */
  publicUrl: string | undefined
  /** Whether `Prefer: code=…` and `Prefer: errorCode=…` select responses. */
  prefer: boolean
  /** Whether the mock enforces Atlas's rate limits. */
  rateLimits: boolean
  /** Whether the control plane below `/_mock/v1` is enabled. */
  control: boolean
  /** Bearer token of the control plane; undefined: none on loopback, else a generated one. */
  controlToken: string | undefined
  /** Allowed host names of the control plane as in `URL.hostname`: lower case, IPv6 in brackets, no port. */
  allowedHosts: readonly string[] | undefined
  /** Hosts that receive test alerts over the network: lower-case names, IP addresses, CIDR ranges. */
  deliverTo: readonly string[] | undefined
  /** Whether to serve HTTPS. */
  tls: boolean
  /** Paths of a certificate and its key in PEM; undefined: generated at startup. */
  tlsCert: string | undefined
  tlsKey: string | undefined
  /** Path for the certificate of the generated CA. */
  tlsCaOut: string | undefined
}
