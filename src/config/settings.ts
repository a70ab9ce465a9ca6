export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** Everything that a user can set. */
export interface Settings {
  /** TCP port; 0 takes a free one. */
  port: number
  host: string
  /** `:memory:` or the path of a database file. */
  db: string
  /** A seed file's path or the seed's JSON; undefined for the built-in seed. */
  seed: string | undefined
  /** A file with the state to begin with. */
  import: string | undefined
  /** Where the state is written at the end. */
  exportOnExit: string | undefined
  logLevel: (typeof LOG_LEVELS)[number]
  /** Status of USER_UNAUTHORIZED. */
  roleDeniedStatus: 401 | 403
  /** `lenient` answers requests without a versioned Accept. */
  accept: 'strict' | 'lenient'
  /** Base of links, without a slash at its end; undefined takes scheme and Host of the request. */
  publicUrl: string | undefined
  /** Whether `Prefer: code=…` and `Prefer: errorCode=…` are looked at. */
  prefer: boolean
  /** Whether Atlas's rate limits are enforced. */
  rateLimits: boolean
  /** Whether the control plane below `/_mock/v1` answers. */
  control: boolean
  /** Bearer token of the control plane; undefined: none on loopback, one made at the start elsewhere. */
  controlToken: string | undefined
  /** Names that a request's Host may have, as in `URL.hostname`: lower case, IPv6 in brackets, no port. */
  allowedHosts: readonly string[] | undefined
  /**
   * Hosts to which test alerts are sent over the network: names in lower case, IP addresses, CIDR ranges;
   * undefined: none.
   */
  deliverTo: readonly string[] | undefined
  /** Whether to speak https. */
  tls: boolean
  /** Files of a certificate and its key in PEM; undefined: made at the start. */
  tlsCert: string | undefined
  tlsKey: string | undefined
  /** Where the certificate of the CA made at the start is written. */
  tlsCaOut: string | undefined
}
