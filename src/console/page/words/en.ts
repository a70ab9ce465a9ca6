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
