import type { Reach } from '../data/queries.ts'
import type { Details } from '../requests/explain.ts'

/** English texts, by view. */
export const en = {
  common: {
    copy: 'Copy',
    copied: 'Copied',
    copyFailed: 'Copy failed',
    copyWhat: (what: string) => `Copy ${what}`,
    cancel: 'Cancel',
    delete: 'Delete',
    close: 'Close',
    colon: ': ',
    inBrackets: (text: string) => ` (${text})`,
    unreachable: 'The mock does not respond.',
    needsControl: 'This view needs the control plane.',
    noResponse: 'no response'
  },
  shell: {
    title: 'Atlas integrations mock',
    skip: 'Skip to content',
    views: {
      integrations: 'Integrations',
      requests: 'Requests',
      faults: 'Faults & clock',
      sandboxes: 'Sandboxes',
      alerts: 'Alerts'
    },
    navigation: 'Views',
    settings: 'Settings',
    language: 'Language',
    theme: 'Theme',
    themes: { auto: 'System theme', light: 'Light', dark: 'Dark' },
    notAffiliated:
      'A mock for tests and demonstrations. It is not affiliated with MongoDB and calls no vendor.',
    docs: 'API documentation',
    tryAgain: 'Try again',
    reach: {
      off: {
        title: 'The control plane is off',
        text: 'The mock was started with --control off. Only the integrations view works, with credentials that you enter.'
      },
      refused: {
        title: 'The control plane rejects this address',
        text: 'Open the page under the host name that the mock was started with, or allow this host with --allowed-hosts or --public-url.'
      },
      unreachable: {
        title: 'The mock does not respond',
        text: 'Check that it is running. To start it, run npm start, then try again.'
      }
    } satisfies Partial<Record<Reach, object>>,
    broken: 'Could not show this view',
    brokenText: 'Part of the page did not load, or the page has a bug. Check that the mock is running.',
    reload: 'Reload page',
    notFound: 'There is no such view',
    notFoundText: (address: string) => `The address ${address} does not lead to a view of this page.`,
    tokenTitle: 'The control plane requires a token',
    tokenText:
      'Enter the value of --control-token, or the token that the mock printed at startup. The page keeps it until you close this tab.',
    token: 'Control token',
    tokenRejected: 'The mock rejected this token.',
    useToken: 'Use this token'
  },
  identity: {
    label: 'Identity',
    project: 'Project',
    projectId: 'Project ID',
    none: 'No credentials',
    seed: 'Seed data',
    own: 'Entered here',
    sandbox: (name: string) => `Sandbox ${name}`,
    noRoles: 'no roles',
    other: 'Use other credentials…',
    otherText: 'The page keeps the credentials until you reload it. Code snippets do not contain the secret.',
    kind: 'Type',
    apiKey: 'API key (HTTP Digest)',
    serviceAccount: 'Service account (OAuth 2.0)',
    publicKey: 'Public key',
    clientId: 'Client ID',
    privateKey: 'Private key',
    clientSecret: 'Client secret',
    required: 'Required',
    use: 'Use these credentials'
  },
  status: {
    name: 'Active settings',
    quiet: 'No faults active',
    noResponse: 'The mock does not respond',
    fired: (count: number) => (count === 1 ? 'fired once' : `fired ${count} times`),
    more: (count: number) => `${count} more`,
    remove: (what: string) => `Remove fault: ${what}`,
    paused: 'Clock paused',
    ahead: (span: string) => `Clock ${span} ahead`,
    behind: (span: string) => `Clock ${span} behind`,
    resume: 'Resume',
    resetClock: 'Reset clock',
    mockTime: 'Time of the mock',
    sandbox: (name: string) => `Sandbox: ${name}`,
    failed: 'Could not change it'
  },
  checklist: {
    title: 'Five things to try',
    progress: (done: number, of: number) => `${done} of ${of} done`,
    show: 'Show',
    hide: 'Hide',
    done: 'done',
    steps: {
      connect: 'Connect a service and see its secrets redacted',
      conflict: 'Create it again: 409',
      weak: 'Use a weaker role: USER_UNAUTHORIZED',
      outage: 'Simulate an outage: 500',
      journal: 'Open a request and see the reason of its response'
    }
  },
  integrations: {},
  form: {},
  exchange: {},
  requests: {
    lead: 'Requests to the Atlas API from all clients, newest first.',
    live: 'Live',
    notLive: 'Not connected',
    paused: 'Paused',
    pause: 'Pause',
    resume: 'Resume',
    resumeNew: (count: string) => `Resume (${count} new)`,
    har: 'Download HAR',
    clear: 'Clear',
    clearQuestion: 'Clear the requests?',
    clearText: 'This deletes the recorded requests of all clients. Tests can no longer verify them.',
    loading: 'Loading requests',
    empty: 'No requests yet',
    emptyText: 'Send a request from your client to this address, or open the integrations.',
    noMatch: 'No matching requests',
    filter: 'Filter',
    search: 'Method, path, error code or ID',
    choices: {
      status: 'Status',
      errorCode: 'Error code',
      identity: 'Identity',
      sandbox: 'Sandbox',
      type: 'Type'
    },
    statuses: { '2': '2xx', '4': '4xx', '5': '5xx', none: 'No response' },
    challenges: 'Show Digest challenges',
    clearFilter: 'Clear filter',
    count: (shown: string, all: string) => `${shown} of ${all} requests`,
    newest: (limit: string) => `newest ${limit} only`,
    more: (count: string) => `Show ${count} more`,
    table: 'Requests',
    columns: {
      time: 'Time',
      request: 'Request',
      status: 'Status',
      errorCode: 'Error code',
      identity: 'Identity',
      type: 'Type',
      duration: 'Duration'
    },
    fault: 'fault',
    nobody: 'not authenticated',
    request: (id: number | string) => `Request ${id}`,
    newer: 'Newer',
    older: 'Older',
    gone: 'No such request',
    goneText: (id: string) =>
      `The page has no request ${id}. The journal was cleared, newer requests replaced it, or the mock was restarted.`,
    why: 'Why this response',
    response: 'Response',
    sent: 'Request',
    details: 'Details',
    facts: {
      authentication: 'Authentication',
      caller: 'Caller',
      needed: 'Required roles',
      had: "Caller's roles",
      roleCheck: 'Role check',
      validation: 'Validation',
      fault: 'Fault',
      reason: 'Reason code',
      query: 'Query',
      operation: 'Operation',
      project: 'Project',
      organization: 'Organization',
      type: 'Integration type',
      time: 'Time',
      duration: 'Duration',
      address: 'Client address'
    },
    schemes: {
      digest: 'Digest',
      bearer: 'Bearer',
      basic: 'Basic',
      none: 'no credentials',
      other: 'unknown scheme'
    },
    outcomes: {
      accepted: 'accepted',
      refused: 'rejected',
      'not reached': 'not reached',
      granted: 'granted',
      denied: 'denied'
    },
    kinds: { apiKey: 'API key', serviceAccount: 'service account' },
    noRoles: 'none',
    unknownOperation: 'unknown path or method',
    requestHeaders: 'Request headers',
    responseHeaders: 'Response headers',
    requestBody: 'Request body',
    responseBody: 'Response body',
    noBody: 'No body.',
    noRequestBody: 'No body, or the mock did not read it.',
    masked: 'Secrets are masked with asterisks.',
    notRecorded: (bytes: string, kind: string) =>
      `The journal does not store this body: ${bytes} bytes${kind && `, ${kind}`}.`,
    bodyKinds: {
      'not JSON': 'not JSON',
      'not a JSON object': 'not a JSON object',
      'not a form': 'not a form'
    },
    curl: 'as curl',
    curlMasked: 'Masked secrets: replace the asterisks before you send this.',
    resend: {
      open: 'Resend',
      method: 'Method',
      path: 'Path and query',
      pathError: 'The path must begin with /api/.',
      headers: 'Headers',
      headersText: 'One header per line: Name: value. The page adds Authorization.',
      headerError: (line: string) => `Not a header: ${line}`,
      headerReserved: (name: string) => `The page or the browser sets this header: ${name}`,
      body: 'Body',
      noBody: (method: string) => `Browsers send no body with ${method}.`,
      masked: 'Secrets in this request were masked with asterisks. Enter the real values before you send it.',
      notRecorded: 'The journal does not have the body of this request.',
      send: 'Send'
    },
    /** Explanations of responses; `explain.ts` combines them. */
    explain: {
      space: ' ',
      comma: ', ',
      or: ' or ',
      orElse: ' or ',
      any: 'any role',
      onProject: (roles: string, project: string) => `${roles} on the project ${project}`.trim(),
      onItsOrganization: (roles: string) => `${roles} on its organization`,
      onTheOrganization: (roles: string) => `${roles} on the organization`,
      roleOn: (role: string, place: string) => `${role} on ${place}`,
      noRole: 'no role',
      more: (count: number) => ` and ${count} more`,
      proofs: { digest: 'an API key (Digest)', bearer: "a service account's token" },
      granted: ({ caller }: Details, proof: string) =>
        `${caller} authenticated with ${proof}, and its roles permit this call. The mock carried it out.`,
      open: ({ caller }: Details, proof: string) =>
        `${caller} authenticated with ${proof}. This call requires no specific role: it returns what the caller may see.`,
      tokenIssued: ({ caller }: Details) =>
        `The client ID and secret of ${caller} are correct. The mock issued a token.`,
      tokenRevoked: ({ caller }: Details) =>
        `The client ID and secret of ${caller} are correct. If the token belongs to this service account, it is now revoked.`,
      noResponse:
        'The connection closed before the response was ready: the client disconnected, or the mock was stopped. The mock may have carried out the request.',
      reason: (text: string) => `Reason: ${text}.`,
      reasons: {
        'project-foreign': ({ caller, organization, project }: Details) =>
          `${caller} belongs to the organization ${organization}. The project ${project} belongs to another organization.`,
        'organization-foreign': ({ caller, organization }: Details) =>
          `${caller} belongs to the organization ${organization} and requested another organization.`,
        'role-insufficient': ({ caller, had, needed }: Details) =>
          `${caller} has ${had}; this call requires ${needed}.`
      },
      effects: {
        error: 'A fault replaced the response with an error.',
        example: 'A fault replaced the response with the documented example of an error.',
        status: 'A fault replaced the response with a status code.',
        rateLimit: 'A fault replaced the response with a rate limit error.',
        delay: 'A fault delayed the response.',
        slow: 'A fault sent the response slowly.',
        reset: 'A fault reset the connection, so the client received no response.',
        hangUp: 'A fault closed the connection, so the client received no response.',
        truncate: "A fault truncated the response body, so the client's read failed.",
        empty: 'A fault removed the response body.',
        other: 'A fault fired.'
      },
      noBodyToBreak:
        'A fault was set to break the response body. The response has no body, so the fault reset the connection and the client received no response.',
      carriedOut: {
        done: 'The mock had already carried out the request.',
        not: 'The mock did not carry out the request.',
        undone: 'The mock rolled back what the request had written.',
        read: 'The request only read data, so nothing changed.',
        unknown:
          'The fault no longer exists, so it is unknown at which stage it fired and whether the mock carried out the request.'
      }
    }
  },
  verification: {
    title: (expected: string, found: string) => `A verification failed: ${expected}, ${found}`,
    dismiss: 'Dismiss',
    more: 'Show all',
    less: 'Show less',
    found: (count: number) => `found ${count}`,
    sandbox: (name: string) => `Sandbox ${name}.`,
    since: (id: number) => `Only requests after ${id} were checked.`,
    dropped: (count: number) =>
      `The journal no longer contains ${count} older requests. They may have matched.`,
    expected: {
      exactly: (count: number) => `expected exactly ${count}`,
      atLeast: (count: number) => `expected at least ${count}`,
      atMost: (count: number) => `expected at most ${count}`,
      never: 'expected none',
      inOrder: (steps: number) => `expected ${steps} in order`
    },
    request: 'Expected request',
    step: (step: number) => `Step ${step}`,
    missingStep: 'not found',
    anything: 'any request',
    matching: 'Matching requests',
    offending: 'Unexpected requests',
    early: 'Requests that match the missing step but came too early',
    nearest: 'Nearest requests',
    nothingNear: 'No similar requests.',
    or: ' or ',
    none: 'none',
    fields: {
      operation: 'operation',
      method: 'method',
      path: 'path',
      project: 'project',
      organization: 'organization',
      integrationType: 'integration type',
      principal: 'caller',
      status: 'status',
      errorCode: 'error code',
      headers: 'headers',
      query: 'query parameters',
      body: 'body fields',
      absent: 'fields that must be absent',
      fault: 'fault'
    },
    misses: {
      different: 'different value (hidden because it may be secret)',
      absent: 'absent',
      unexpected: 'present, but must be absent',
      challenge: 'Digest challenge: counts only if the match has a status or error code'
    },
    differs: (expected: string, actual: string) => `expected ${expected}, actual ${actual}`
  },
  faults: {},
  /** Parts of a fault's description; `describe-fault.ts` combines them. */
  faultText: {
    sentence: (effect: string, scope: string, rest: string) =>
      [`${effect} ${scope}`, rest].filter(Boolean).join(', '),
    and: ', ',
    effects: {
      error: (errorCode: string) => `error ${errorCode}`,
      status: (status: number, errorCode: string) => [status, errorCode].filter(Boolean).join(' '),
      ownBody: (status: number) => `${status} with a custom body`,
      delay: (delay: string) => `delayed response (${delay})`,
      slow: (rate: string) => `slow response (${rate})`,
      reset: 'connection reset',
      hangUp: 'connection closed',
      truncate: 'truncated response',
      empty: 'response without body',
      lost: 'lost response',
      late: (effect: string, delay: string) => `${effect} after ${delay}`
    },
    delays: {
      uniform: (min: string, max: string) => `${min} to ${max}`
    },
    every: {
      all: 'on every call',
      writes: 'on writes',
      reads: 'on reads',
      these: (names: string) => `on ${names}`
    },
    next: {
      all: 'on the next call',
      writes: 'on the next write',
      reads: 'on the next read',
      these: (names: string) => `on the next ${names}`
    },
    match: {
      project: (name: string) => `project ${name}`,
      organization: (name: string) => `organization ${name}`,
      integrationType: (type: string) => `type ${type}`,
      method: (method: string) => `method ${method}`,
      path: (path: string) => `path ${path}`,
      principal: (id: string) => `caller ${id}`,
      headers: (headers: string) => `headers ${headers}`
    },
    stages: { edge: 'before authentication', service: '', 'after-commit': 'after the call was carried out' },
    when: {
      after: (count: number) => `after ${count} unaffected ${count === 1 ? 'call' : 'calls'}`,
      every: (count: number) => `on one of every ${count} calls`,
      probability: (percent: string) => `with ${percent} probability`,
      first: (count: number) => (count === 1 ? 'once' : `at most ${count} times`),
      until: (time: string) => `until ${time}`
    },
    lasts: (length: string) => `for ${length}`,
    sandbox: (name: string) => `in sandbox ${name} only`,
    fired: (count: number) =>
      count === 0 ? 'not fired yet' : count === 1 ? 'fired once' : `fired ${count} times`
  },
  clock: {},
  snapshots: {},
  sandboxes: {},
  alerts: {}
}
