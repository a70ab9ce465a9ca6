import type { Reach } from '../data/queries.ts'

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
  requests: {},
  verification: {},
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
  sandboxes: {},
  alerts: {}
}
