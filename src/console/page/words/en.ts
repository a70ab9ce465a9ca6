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
  integrations: {
    refresh: 'Refresh',
    states: { configured: 'Configured', notConfigured: 'Not configured', unknown: 'Unknown' },
    configure: 'Configure',
    edit: 'Edit',
    configureWhat: (what: string) => `Configure ${what}`,
    editWhat: (what: string) => `Edit ${what}`,
    deleteWhat: (what: string) => `Delete ${what}`,
    testAlert: 'Test alert',
    testAlertWhat: (what: string) => `Send a test alert to ${what}`,
    deleteTitle: (what: string) => `Delete ${what}?`,
    deleteText: 'Atlas deletes the integration and its secrets from the project.',
    deleted: (what: string) => `${what} deleted`,
    deleteFailed: 'Could not delete the integration',
    yes: 'yes',
    no: 'no',
    listFailed: 'Could not load integrations',
    noIdentity: 'No credentials',
    noIdentityText:
      'The page knows no valid credentials of the mock. Open Identity at the top, choose “Use other credentials…”, and enter an API key or a service account.',
    noProject: 'No project',
    badProject: 'Invalid project ID',
    projectText: 'Enter the project ID at the top: 24 hexadecimal digits.',
    unknownType: 'There is no such integration',
    unknownText: (address: string) => `The address ${address} does not lead to an integration type.`,
    all: 'All integrations'
  },
  form: {
    inProject: (project: string, identity: string) => `Project ${project}, as ${identity}`,
    docs: 'Atlas documentation',
    operation: 'Send as',
    operations: { create: 'Create (POST)', replace: 'Update (PUT)' },
    createHelp: 'Atlas rejects it with 409 if the project already has an integration of this type.',
    replaceHelp: 'Empty secrets keep their values. Other fields that you empty are cleared.',
    requiredToUpdate: (fields: string) => ` Atlas requires ${fields} in every update.`,
    example: 'Fill in an example',
    keep: 'Leave empty to keep',
    keepShown: (shown: string) => `${shown} (leave empty to keep)`,
    notSet: '(not set)',
    clear: (what: string) => `Clear ${what}`,
    show: (what: string) => `Show ${what}`,
    required: 'This field is required.',
    tooShort: (minimum: number) => `Enter at least ${minimum} ${minimum === 1 ? 'character' : 'characters'}.`,
    tooLong: (maximum: number) => `Enter at most ${maximum} characters.`,
    notAllowed: 'This value is not allowed.',
    save: 'Save',
    saved: 'Saved. Atlas returned the integrations with redacted secrets.',
    notSent: 'The form has errors. The request was not sent.',
    sendAnyway: 'Send anyway',
    noCredentials: 'Select credentials and a project to send the form.'
  },
  exchange: {
    title: 'Request & response',
    noResponse: 'No complete response. The mock may have carried out the request.',
    reason: (text: string) => `Reason: ${text}`,
    seeRequests: 'View in Requests',
    faultActive: 'A fault is active',
    responseBody: 'Response body',
    requestBody: 'Request body',
    noBody: 'The response has no body.',
    requestOf: (title: string) => `Request, ${title}`,
    responseOf: (title: string) => `Response, ${title}`,
    headers: 'Headers and raw messages',
    purposes: {
      call: 'API call',
      challenge: 'Digest challenge',
      token: 'OAuth token',
      expired: 'Rejected token'
    },
    part: (at: number, of: number, purpose: string) => `${at}/${of} ${purpose}`,
    browserHeaders: 'The browser also sends Host, Origin, User-Agent and similar headers.',
    hidden: '(hidden)',
    copyAs: 'Copy as',
    clients: { curl: 'curl', go: 'Go SDK', atlasCli: 'Atlas CLI', terraform: 'Terraform' }
  },
  requests: {
    live: 'Live',
    notLive: 'Not connected',
    har: 'Download HAR',
    loading: 'Loading requests',
    empty: 'No requests yet. Send one from your client, or save an integration.',
    noMatch: 'No matching requests',
    filter: 'Filter',
    search: 'Method, path, error code or ID',
    clearFilter: 'Clear filter',
    count: (shown: string, all: string) => `${shown} of ${all} requests`,
    more: 'Show more',
    time: 'Time',
    request: 'Request',
    status: 'Status',
    errorCode: 'Error code',
    identity: 'Identity',
    sandbox: 'Sandbox',
    type: 'Type',
    duration: 'Duration',
    nobody: 'not authenticated',
    gone: 'This request is not in the list.',
    why: 'Why this response',
    reason: 'Reason',
    caller: 'Caller',
    needed: 'Required roles',
    had: "Caller's roles",
    validation: 'Validation',
    fault: 'Fault',
    outcomes: { accepted: 'accepted', refused: 'rejected', 'not reached': 'not checked' },
    roleOn: (roles: string, place: string) => `${roles} on ${place}`,
    noRoles: 'none',
    response: 'Response',
    requestHeaders: 'Request headers',
    responseHeaders: 'Response headers',
    requestBody: 'Request body',
    responseBody: 'Response body',
    noBody: 'No body recorded.',
    notRecorded: 'The journal stores only bodies that are JSON objects or forms.',
    masked: 'Secrets are masked: replace the asterisks before you send this request.',
    curl: 'as curl',
    resend: 'Resend',
    headersHelp: 'Name: value, one per line. The page adds Authorization.',
    headerError: (line: string) => `The page cannot send this header: ${line}`,
    send: 'Send'
  },
  verification: {
    title: (matched: number) => `Verification failed: ${matched} matching`,
    dismiss: 'Dismiss',
    missingStep: (step: number) => `Step ${step} not found`,
    dropped: (count: number) =>
      `${count} older requests are no longer in the journal. They may have matched.`,
    matching: 'Matching:',
    early: 'Too early:',
    nearest: 'Similar:',
    misses: {
      different: 'different value, hidden because it may be secret',
      absent: 'absent',
      unexpected: 'present, but must be absent',
      challenge: 'Digest challenge, which matches only by status or error code'
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
    lead: 'A sandbox is an organization with its own projects, credentials, faults, clock and requests. Tests in different sandboxes do not affect each other.',
    name: 'Name (optional)',
    projects: 'Project names, separated by commas (optional)',
    create: 'Create sandbox',
    empty: 'No sandboxes yet. Create one here, or from a test with',
    use: 'Use',
    actAs: (name: string) => `Use ${name}`,
    unknown: 'Credentials not known in this tab',
    reset: 'Reset',
    resetWhat: (name: string) => `Reset ${name}`,
    wasReset: (name: string) => `Sandbox ${name} has its initial content again.`,
    deleteWhat: (name: string) => `Delete ${name}`,
    deleteTitle: (name: string) => `Delete sandbox ${name}?`,
    deleteText: 'This deletes its projects, integrations, credentials, faults and snapshots.',
    createdTitle: (name: string) => `Sandbox ${name} created`,
    once: 'The mock does not show these secrets again. Copy the ones that you need outside this tab.',
    owner: 'Owner',
    reader: 'Reader',
    copyEnvironment: 'Copy as environment',
    done: 'Done'
  },
  alerts: {
    lead: 'A test alert is sent as Atlas posts it to a webhook. The mock itself receives it and checks its signature.',
    send: 'Send test alert',
    received: 'Newest alerts received',
    empty: 'No alerts yet',
    configure: (type: string) => `Configure ${type} in the project`,
    sendFirst: 'Send a test alert with the button above, or from a test with',
    delivery: (id: number) => `Delivery ${id}`,
    verdicts: { valid: 'valid signature', invalid: 'invalid signature', unsigned: 'not signed' },
    checks: {
      valid:
        'X-MMS-Signature matches: it is the Base64 of the HMAC-SHA1 of the body as sent, with the secret of the webhook as the key.',
      invalid:
        'X-MMS-Signature is not the Base64 of the HMAC-SHA1 of the body with the secret of the webhook as the key. This is a bug of the mock.',
      unsigned: 'The webhook has no secret. Set one to sign the next alert.'
    },
    sent: 'Sent externally:',
    notSent: 'Not sent externally:',
    templateFailed: 'A template failed, so the default was sent:',
    headers: 'Headers',
    body: 'Body'
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
