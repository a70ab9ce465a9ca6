/** Generated from schemas/settings.json by `npm run docs`; do not edit. */

/**
 * All settings of the server.
 */
export interface Settings {
  /**
   * port to listen on; 0 selects a free one
   */
  port: number
  /**
   * address to listen on
   */
  host: string
  /**
   * base URL of links in responses, for port mappings
   */
  publicUrl: string | undefined
  /**
   * fatal, error, warn, info, debug, trace, silent; info logs each rejected request with its reason, debug every response
   */
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
  /**
   * database file; :memory: does not persist
   */
  db: string
  /**
   * seed data for an empty database: a JSON file, or the JSON itself
   */
  seed: string | undefined
  /**
   * state to load at startup, as written by --export-on-exit
   */
  import: string | undefined
  /**
   * file to write the state to on exit, including secrets
   */
  exportOnExit: string | undefined
  /**
   * stubs to add at startup: a JSON array of bodies of POST /_mock/v1/stubs, or package:kubernetes-operator for a file of the package; repeat the flag for several files, or set the variable to a JSON array of paths
   */
  stubs: readonly string[] | undefined
  /**
   * faults to add at startup: a JSON array of bodies of POST /_mock/v1/faults
   */
  faults: string | undefined
  /**
   * folder to which the mock writes the recorded calls when it closes; see PROVE.md
   */
  calls: string | undefined
  /**
   * lenient also accepts requests without a versioned Accept header
   */
  accept: 'strict' | 'lenient'
  /**
   * let the Prefer header select documented errors
   */
  prefer: boolean
  /**
   * enforce Atlas's rate limits
   */
  rateLimits: boolean
  /**
   * status of USER_UNAUTHORIZED
   */
  roleDeniedStatus: 401 | 403
  /**
   * enable the control plane below /_mock/v1
   */
  control: boolean
  /**
   * fail: a request that matches no route and no stub fails verifications
   */
  unknownPaths: 'allow' | 'fail'
  /**
   * Bearer token of the control plane; by default none on loopback, else generated at startup
   */
  controlToken: string | undefined
  /**
   * allowed Host names in requests to the control plane, besides loopback and the host of --public-url; comma-separated, without port
   */
  allowedHosts: readonly string[] | undefined
  /**
   * hosts that receive test alerts over the network, comma-separated: names, addresses, CIDR ranges
   */
  deliverTo: readonly string[] | undefined
  /**
   * serve HTTPS with a certificate signed by a new local CA
   */
  tls: boolean
  /**
   * server certificate in PEM; requires --tls-key
   */
  tlsCert: string | undefined
  /**
   * private key of the certificate in PEM
   */
  tlsKey: string | undefined
  /**
   * file to write the certificate of the local CA to
   */
  tlsCaOut: string | undefined
}
