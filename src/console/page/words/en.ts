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
  sandboxes: {},
  alerts: {}
}
