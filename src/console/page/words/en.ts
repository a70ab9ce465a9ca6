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
    themes: { auto: 'System theme', light: 'Light', dark: 'Dark' },
    notAffiliated: 'A mock for tests and demonstrations, not affiliated with MongoDB.',
    docs: 'API documentation',
    reach: {
      off: 'The control plane is off. Only the integrations view works, with credentials that you enter.',
      refused:
        'The control plane rejects this address. Open the page under the host name that the mock was started with, or allow this one with --allowed-hosts.',
      unreachable: 'The mock does not respond. Check that it is running.',
      token:
        'The control plane requires a token: the value of --control-token, or the one printed at startup.'
    },
    token: 'Control token',
    tokenRejected: 'The mock rejected this token.',
    useToken: 'Use this token',
    broken: 'Could not show this view.',
    reload: 'Reload page'
  },
  identity: {
    label: 'Identity',
    project: 'Project',
    none: 'No credentials',
    seed: 'Seed data',
    own: 'Entered here',
    sandbox: (name: string) => `Sandbox ${name}`,
    noRoles: 'no roles',
    other: 'Use other credentials…',
    kind: 'Type',
    apiKey: 'API key (HTTP Digest)',
    serviceAccount: 'Service account (OAuth 2.0)',
    publicKey: 'Public key',
    clientId: 'Client ID',
    privateKey: 'Private key',
    clientSecret: 'Client secret',
    use: 'Use these credentials'
  },
  status: {
    name: 'Active settings',
    quiet: 'No faults active',
    more: (count: number) => `${count} more`,
    sandbox: (name: string) => `Sandbox: ${name}`
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
      title: (id: number | string) => `Resend request ${id}`,
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
    title: 'Faults',
    calls: 'Affected calls',
    callsOf: { all: 'All calls', writes: 'Writes', reads: 'Reads' },
    anyProject: 'All projects',
    once: 'Next call only',
    presets: {
      '500': '500 Internal Server Error',
      '502': "502 Bad Gateway: a proxy's HTML page",
      '503': '503 Service Unavailable',
      '429': '429 Too Many Requests, with Retry-After',
      slow: 'Slow response: 3 seconds',
      lost: 'Lost response: the call is executed, its response breaks off'
    },
    list: 'All faults',
    empty: 'No faults.',
    fault: 'Fault',
    hits: 'Hits',
    fired: (count: number) =>
      count === 0 ? 'never fired' : count === 1 ? 'fired once' : `fired ${count} times`,
    ended: 'ended',
    remove: 'Remove',
    removeWhat: (what: string) => `Remove ${what}`,
    removeAll: 'Remove all',
    custom: 'Custom fault',
    effect: 'Effect',
    effects: {
      status: 'Status code',
      error: 'Error code',
      rateLimit: 'Rate limit (429)',
      delay: 'Delayed response',
      slow: 'Slow response',
      reset: 'Connection reset',
      hangUp: 'Connection closed',
      truncate: 'Truncated response',
      empty: 'Response without body'
    },
    stages: {
      service: 'After authentication',
      edge: 'Before authentication',
      'after-commit': 'After execution'
    },
    fields: {
      errorCode: 'Error code',
      status: 'Status code',
      body: 'Body',
      headers: 'Headers (Name: value)',
      retryAfter: 'Retry-After (seconds)',
      bytesPerSecond: 'Bytes per second',
      delay: 'Delay (ms)',
      operation: 'Operation',
      integrationType: 'Integration type',
      project: 'Project',
      principal: 'Caller',
      method: 'Method',
      path: 'Path (* matches all)',
      first: 'Maximum hits',
      after: 'Calls to skip',
      every: 'Every nth call',
      probability: 'Probability (0 to 1)',
      lasts: 'Lifetime (seconds)',
      stage: 'Stage'
    },
    clear: 'Clear',
    add: 'Add fault'
  },
  /** Parts of a fault's description; `describe-fault.ts` combines them. */
  clock: {
    title: 'Clock',
    paused: 'Clock paused',
    ahead: (span: string) => `Clock ${span} ahead`,
    behind: (span: string) => `Clock ${span} behind`,
    pause: 'Pause',
    resume: 'Resume',
    reset: 'Reset clock',
    localTime: 'Local time',
    set: 'Set clock'
  },
  snapshots: {
    title: 'Snapshots & state',
    name: 'Name of the snapshot',
    take: 'Take snapshot',
    restore: (name: string) => `Restore ${name}`,
    restored: (name: string) => `Snapshot ${name} restored.`,
    export: 'Export state',
    import: 'Import state…',
    imported: 'State imported.',
    reset: 'Reset to seed data',
    resetText:
      'This removes all sandboxes, changes, faults and recorded requests. Snapshots are kept. You cannot undo this.',
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
