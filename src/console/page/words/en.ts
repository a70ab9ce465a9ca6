/** What an explanation names. Empty strings: unknown. */
export interface Details {
  caller: string
  /** The caller's organization. */
  organization: string
  project: string
  /** Roles that permit the call. */
  needed: string
  /** Roles of the caller. */
  had: string
}

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
    },
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
    steps: {
      connect: 'Connect a service and see its secrets redacted',
      conflict: 'Create it again: 409',
      weak: 'Use a weaker role: USER_UNAUTHORIZED',
      outage: 'Simulate an outage: 500',
      journal: 'Open a request and see the reason of its response'
    }
  },
  integrations: {
    refresh: 'Refresh',
    states: { configured: 'Configured', notConfigured: 'Not configured', unknown: 'Unknown' },
    configure: 'Configure',
    edit: 'Edit',
    deleteTitle: (what: string) => `Delete ${what}?`,
    listFailed: 'Could not load integrations',
    noIdentity: 'No credentials: under Identity, choose “Use other credentials…”.',
    noProject: 'No project: enter a project ID of 24 hexadecimal digits.'
  },
  form: {
    operation: 'Send as',
    operations: { create: 'Create (POST)', replace: 'Update (PUT)' },
    example: 'Fill in an example',
    keep: 'Leave empty to keep',
    show: (what: string) => `Show ${what}`,
    required: 'This field is required.',
    tooShort: (minimum: number) => `Enter at least ${minimum} characters.`,
    tooLong: (maximum: number) => `Enter at most ${maximum} characters.`,
    save: 'Save',
    saved: 'Saved',
    notSent: 'The form has errors and was not sent. Save again to send it anyway.'
  },
  exchange: {
    title: 'Request & response',
    noResponse: 'No complete response. The mock may have carried out the request.',
    responseBody: 'Response body',
    requestBody: 'Request body',
    raw: 'With headers',
    challenge: 'Challenge',
    token: 'OAuth token',
    copyAs: 'Copy as'
  },
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
  faults: {
    lead: 'These settings change how the mock responds. They apply to every client, not only to this page.',
    title: 'Faults',
    presetsLead:
      'The choices apply to the faults that you switch on next. At most one fault fires on a call.',
    calls: 'Affected calls',
    callsOf: { all: 'All calls', writes: 'Writes only', reads: 'Reads only' },
    project: 'Project',
    anyProject: 'All projects',
    often: 'How often',
    always: 'Until switched off',
    once: 'Next call only',
    presets: {
      '500': {
        name: '500 Internal Server Error',
        effect: "Returns Atlas's own error body. The call is not carried out."
      },
      '502': {
        name: '502 Bad Gateway',
        effect: "Returns a proxy's HTML page instead of JSON. The call is not carried out."
      },
      '503': {
        name: '503 Service Unavailable',
        effect: 'Simulates an outage, for example during maintenance. The call is not carried out.'
      },
      '429': {
        name: '429 Too Many Requests',
        effect:
          'Simulates the rate limit, with Retry-After and RateLimit headers. The call is not carried out.'
      },
      slow: { name: 'Slow response', effect: 'Delays the response by three seconds.' },
      lost: {
        name: 'Lost response',
        effect:
          'The call is carried out, but the response breaks off, so the client does not know the result. Retrying a creation returns 409.'
      }
    },
    ended: 'fired and ended',
    tryIt: 'Call the API now',
    tried: 'GET …/integrations returned',
    list: 'All faults',
    empty: 'No faults.',
    fault: 'Fault',
    hits: 'Hits',
    neverFired: 'never fired',
    over: 'ended',
    remove: 'Remove',
    removeWhat: (what: string) => `Remove ${what}`,
    removeAll: 'Remove all faults',
    custom: 'Custom fault',
    customLead: 'Without further conditions, the fault fires on every call.',
    effect: 'Effect',
    effects: {
      status: { name: 'Any status code', text: 'Returns this status code, with your body and headers.' },
      error: { name: 'Error of the catalogue', text: 'Returns an error of Atlas with its text.' },
      example: {
        name: "Example of Atlas's documentation",
        text: "Returns the example body of Atlas's documentation."
      },
      rateLimit: { name: 'Rate limit (429)', text: 'Returns 429 with Retry-After and RateLimit headers.' },
      delay: { name: 'Delayed response', text: 'Returns the normal response after the delay.' },
      slow: { name: 'Slow response', text: 'Sends the body of the normal response in chunks over time.' },
      reset: { name: 'Connection reset', text: 'Resets the connection (RST) without a response.' },
      hangUp: { name: 'Connection closed', text: 'Closes the connection (FIN) without a response.' },
      truncate: { name: 'Truncated response', text: 'Cuts the normal response in the middle of the body.' },
      empty: {
        name: 'Response without body',
        text: 'Sends status code and headers of the normal response without the body.'
      }
    },
    match: 'Which calls',
    when: 'When and how long',
    stages: {
      service: 'After authentication',
      edge: 'Before authentication, as a proxy',
      'after-commit': 'After the call was carried out'
    },
    sandbox: 'Sandbox',
    wholeMock: 'Whole mock',
    fields: {
      'effect.errorCode': 'Error code',
      'effect.parameters': 'Parameters of the text',
      'effect.status': 'Status code',
      'effect.detail': 'Error text',
      'effect.body': 'Body',
      'effect.headers': 'Response headers',
      'effect.retryAfter': 'Retry-After (seconds)',
      'effect.bytesPerSecond': 'Bytes per second',
      'effect.delay': 'Delay (ms)',
      'effect.delay.max': 'Random delay up to (ms)',
      'match.operation': 'Operations',
      'match.integrationType': 'Integration type',
      'match.project': 'Project',
      'match.organization': 'Organization',
      'match.principal': 'Caller',
      'match.method': 'Method',
      'match.path': 'Path',
      'match.headers': 'Request headers',
      'when.first': 'Maximum number of hits',
      'when.after': 'Calls to skip first',
      'when.every': 'Only every nth call',
      'when.probability': 'Probability (%)',
      'when.seed': 'Seed of random values',
      'when.until': "Until, by the mock's clock",
      lasts: 'Lifetime (seconds)',
      stage: 'Stage',
      name: 'Name'
    },
    hints: {
      headers: 'Name: value, one per line',
      lines: 'One per line',
      body: 'JSON or text',
      'match.path': '/api/atlas/v2/groups/*',
      'effect.retryAfter': '60',
      'effect.detail': 'Only without body'
    },
    clear: 'Clear',
    add: 'Add fault',
    added: 'Fault added.'
  },
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
  clock: {
    title: 'Clock',
    lead: 'Controls everything that depends on time: expiry of tokens and nonces, rate limit windows, the end of faults.',
    asMachine: "Follows the machine's clock",
    paused: 'Paused',
    ahead: (span: string) => `${span} ahead of the machine's clock`,
    behind: (span: string) => `${span} behind the machine's clock`,
    pause: 'Pause',
    resume: 'Resume',
    steps: { minute: '+1 minute', hour: '+1 hour', day: '+1 day' },
    reset: 'Reset clock',
    set: 'Set to',
    setHelp: (zone: string) => `In your local time zone, ${zone}`,
    setNow: 'Set clock',
    expireNonces: 'Expire Digest nonces',
    noncesExpired: 'All Digest nonces have expired.',
    revokeTokens: 'Revoke tokens',
    tokensRevoked: 'All bearer tokens are revoked.'
  },
  snapshots: {
    title: 'Snapshots',
    lead: 'A snapshot contains organizations, projects, integrations and credentials. It lasts until the mock ends.',
    name: 'Name of the snapshot',
    nameHelp: 'Letters, digits, underscores, hyphens and dots; no dot at the beginning',
    nameTaken: 'Another snapshot has this name.',
    take: 'Take snapshot',
    empty: 'No snapshots.',
    restore: 'Restore',
    restoreWhat: (name: string) => `Restore ${name}`,
    restored: (name: string) => `Snapshot ${name} restored.`,
    deleteWhat: (name: string) => `Delete ${name}`,
    state: 'State',
    stateLead: 'An exported file contains secrets. An import replaces the whole state.',
    export: 'Export',
    import: 'Import…',
    imported: 'State imported.',
    reset: 'Reset to seed data',
    resetTitle: 'Reset to seed data?',
    resetRemoves: 'You cannot undo this. It removes:',
    removed: {
      sandboxes: 'all sandboxes with their credentials',
      state: 'all changes to integrations and projects; deleted seed data comes back',
      principals: 'changes to secrets, roles and access lists of API keys and service accounts',
      database: 'data from a database file or an imported state',
      rest: "faults, journal, received alerts and rate limit windows; the clock returns to the machine's clock"
    },
    resetKeeps: 'Snapshots are kept, and issued tokens stay valid.',
    resetDone: 'Seed data restored.'
  },
  sandboxes: {
    lead: 'A sandbox is an organization with its own projects and credentials, for tests that share this mock.',
    name: 'Name',
    nameHelp: 'Generated if empty',
    projects: 'Projects',
    projectsHelp: 'Names, separated by commas; one project if empty',
    create: 'Create sandbox',
    empty: 'No sandboxes',
    emptyText:
      'Create a sandbox for each test, so that tests do not affect each other: each sandbox has its own integrations, faults, clock and request journal. A test creates its sandbox itself:',
    id: 'ID',
    created: 'Created',
    actions: 'Actions',
    use: 'Use',
    actAs: (name: string) => `Use the owner of ${name}`,
    unknown: 'Credentials not known in this tab',
    reset: 'Reset',
    resetWhat: (name: string) => `Reset ${name}`,
    wasReset: (name: string) => `Sandbox ${name} has its initial content again.`,
    deleteWhat: (name: string) => `Delete ${name}`,
    deleteTitle: (name: string) => `Delete sandbox ${name}?`,
    deleteText: 'This deletes its projects, integrations, credentials, faults and snapshots.',
    deleteIt: 'Delete sandbox',
    showAll: (count: number) => `Show all ${count}`,
    createdTitle: (name: string) => `Sandbox ${name} created`,
    once: 'The mock does not show these secrets again. Copy the ones that you need outside this tab.',
    ids: 'IDs',
    organization: 'Organization ID',
    project: (name: string) => `ID of project ${name}`,
    owner: 'Owner (ORG_OWNER)',
    reader: 'Reader (ORG_READ_ONLY)',
    of: (what: string, whose: string) => `${what}, ${whose}`,
    copyEnvironment: 'Copy as environment',
    useOwner: 'Use owner credentials',
    done: 'Done'
  },
  alerts: {
    lead: 'Sends test alerts as Atlas posts them to webhooks. The mock itself receives each one and checks its signature.',
    send: 'Send test alert',
    project: 'Project',
    event: 'Event',
    events: {
      'alert.open': 'opened',
      'alert.update': 'updated',
      'alert.acknowledge': 'acknowledged',
      'alert.close': 'closed',
      'alert.cancel': 'cancelled',
      'alert.inform': 'informational'
    },
    receivers: 'Receives alerts',
    configured: 'configured',
    notConfigured: 'not configured',
    unknown: 'unknown: Atlas did not return the integrations',
    configure: (type: string) => `Configure ${type}`,
    fields: 'Custom alert fields',
    json: 'Alert fields (JSON)',
    jsonHelp: 'They replace fields of the default alert; null removes a field.',
    notObject: 'Enter a JSON object, such as {"clusterName": "Cluster1"}.',
    sent: (delivery: string) => `${delivery} received`,
    received: 'Received alerts',
    newest: (count: number) => `The newest ${count}`,
    empty: 'No alerts yet',
    emptySend: 'Send a test alert with the button above, or from a test with',
    emptyConfigure: (type: string) => `Configure ${type} in the project`,
    delivery: (id: number | string) => `Delivery ${id}`,
    absent: (count: number) =>
      `This delivery does not exist, or is not one of the newest ${count}. A reset deletes all deliveries.`,
    time: 'Time',
    url: 'URL',
    noUrl: 'none',
    signature: 'Signature',
    verdicts: { valid: 'valid', invalid: 'invalid', unsigned: 'not signed' },
    verdictTexts: {
      valid: 'It matches the body and the stored secret.',
      invalid: 'It does not match the body and the stored secret. This is a bug of the mock.',
      unsigned: 'The webhook has no secret. Set one to sign the next alert.'
    },
    setSecret: 'Set a secret',
    external: 'Delivered externally',
    no: 'no',
    deliverTo: 'The mock delivers only to hosts that you allow. To allow this one, start the mock with',
    returned: (duration: string) => `The receiver responded after ${duration}.`,
    lost: (duration: string) => `Sent; no response after ${duration}.`,
    templates: 'Templates',
    templateOf: { body: 'Body', headers: 'Headers' },
    outcomes: { none: 'no template', rendered: 'rendered', default: 'failed; the default was sent' },
    headers: 'Headers',
    body: 'Body',
    rawBody: 'Body as sent',
    verify: 'Verify the signature',
    steps: {
      raw: 'Read the body as bytes, before it is parsed.',
      hmac: "Compute HMAC-SHA1 over these bytes with the webhook's secret as the key, and encode it in Base64.",
      compare: 'Compare the result with X-MMS-Signature in constant time. Reject the request if they differ.'
    },
    replace: "Replace the placeholder with your webhook's secret, then run:",
    openssl: 'Shell, with openssl',
    node: 'Node.js (check.mjs)'
  }
}

/** The structure of a table of texts: each text is a string or a function that returns one. */
type Translated<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends string
    ? string
    : Table[Name] extends (...values: never[]) => string
      ? Table[Name]
      : Translated<Table[Name]>
}

/** The table of another language: it has the texts that the English one has. */
export type Words = Translated<typeof en>
