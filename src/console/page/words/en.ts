/** English texts, by view. */
export const en = {
  /** Texts of reasons by code; the server sends the English ones. */
  reasons: {} as Readonly<Record<string, string>>,
  /** Labels of the evidence. */
  labels: {} as Readonly<Record<string, string>>,
  common: {
    copy: 'Copy',
    copied: 'Copied',
    copyFailed: 'Copy failed',
    copyWhat: (what: string) => `Copy ${what}`,
    cancel: 'Cancel',
    delete: 'Delete',
    deleteTitle: (what: string) => `Delete ${what}?`,
    close: 'Close',
    redacted: 'redacted by Atlas',
    colon: ': ',
    inBrackets: (text: string) => ` (${text})`,
    unreachable: 'The mock does not respond.',
    rejected: (status: number) => `The mock rejected the request: ${status}`,
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
    menu: 'Menu',
    firstSteps: 'Show first steps',
    language: 'Language',
    theme: 'Theme',
    themes: { auto: 'System theme', light: 'Light', dark: 'Dark' },
    notAffiliated: 'A mock for tests and demonstrations, not affiliated with MongoDB.',
    docs: 'API documentation',
    controlPlane: {
      rejected:
        'The control plane rejects this address. Open the page under the host name that the mock was started with, or allow this one with --allowed-hosts.',
      unreachable: 'The mock does not respond. Check that it is running.',
      token:
        'The control plane requires a token: the value of --control-token, or the one printed at startup.'
    },
    token: 'Control token',
    tokenRejected: 'The mock rejected this token.',
    useToken: 'Use this token',
    notFound: 'Page not found',
    restarted: (keepsState: boolean): string =>
      keepsState
        ? 'The mock was restarted with its state. Earlier requests are gone.'
        : 'The mock was restarted with its initial state. Earlier requests are gone.',
    broken: 'Could not show this view.',
    reload: 'Reload page'
  },
  identity: {
    label: 'Identity',
    project: 'Project',
    none: 'No credentials',
    seed: 'Seed data',
    own: 'Entered manually',
    sandbox: (name: string) => `Sandbox ${name}`,
    noRoles: 'no roles',
    other: 'Use other credentials…',
    unknown: (name: string) => `“${name}” in the address is not known here.`,
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
    name: 'Active faults and clock',
    more: (count: number) => `${count} more`,
    sandbox: (name: string) => `Sandbox: ${name}`
  },
  checklist: {
    title: 'Six things to try',
    progress: (done: number, of: number) => `${done} of ${of} done`,
    steps: {
      connect: 'Connect a service and see its secrets redacted',
      conflict: 'Create it again: 409',
      weak: 'Try a role with too few permissions: USER_UNAUTHORIZED',
      outage: 'Simulate an outage: 503',
      journal: 'Open a request and see the reason for its response',
      alert: 'Send a test alert to a webhook'
    }
  },
  integrations: {
    refresh: 'Refresh',
    mayNotList: (identity: string, list: string, project: string) =>
      `${identity} may not list the ${list.toLowerCase()} of ${project}`,
    backTo: (identity: string) => `Back to ${identity}`,
    inClear: 'According to reports, Atlas returns these values in plain text.',
    configure: 'Configure',
    edit: 'Edit',
    sections: {
      integrations: 'Third-party integrations',
      logIntegrations: 'Log integrations',
      metricIntegrations: 'Metric integrations'
    },
    names: {
      logIntegrations: (label: string) => `${label} logs`,
      metricIntegrations: (label: string) => `${label} metrics`
    },
    add: 'Add',
    deleteText:
      'This deletes the integration and its secrets from the project. To configure it again, you need the secrets.',
    listFailed: 'Could not load integrations',
    noIdentity: 'No credentials. Choose “Use other credentials…” at the top.',
    noProject: 'No project: these credentials are invalid, or have access to no project.'
  },
  form: {
    operation: 'Send as',
    operations: { create: 'Create (POST)', replace: 'Update (PUT)' },
    example: 'Fill in an example',
    keep: 'Leave empty to keep',
    unsupported: (fields: string) => `The form does not support ${fields}: send it with another client.`,
    keepRedacted: 'Leave redacted values unchanged to keep the secrets.',
    show: (what: string) => `Show ${what}`,
    required: 'This field is required.',
    incomplete: 'Complete or remove each row.',
    cells: { name: 'Name', value: 'Value' },
    rowCell: (label: string, row: number) => `${label} ${row}`,
    addRow: 'Add row',
    removeRow: (row: number) => `Remove row ${row}`,
    tooShort: (minimum: number) => `Enter at least ${minimum} characters.`,
    tooLong: (maximum: number) => `Enter at most ${maximum} characters.`,
    save: 'Save',
    saved: 'Saved',
    restored: 'Restored the values that you had not saved.',
    discard: 'Discard',
    unsure: ({ guess, contradicted }: { guess: number; contradicted: number }) =>
      `Evidence: ${guess} guesses, ${contradicted} contradicted`,
    notSent: 'The form has errors and was not sent. Save again to send it anyway.'
  },
  exchange: {
    title: 'Request & response',
    notShown: 'The response does not show the result.',
    noResponse: {
      unknown: 'No complete response. The mock may have executed the request.',
      notSent: 'Not sent: the mock does not respond.',
      arrived: 'No complete response, but the mock received the request.',
      notArrived: 'The mock did not receive the request.',
      restarted: 'The mock was restarted and cannot tell whether it received the request.'
    },
    lastList: (failed: string) => `${failed}. Showing the last list that loaded.`,
    responseBody: 'Response body',
    requestBody: 'Request body',
    showSecrets: 'Show secrets',
    raw: 'Raw messages',
    challenge: 'Challenge',
    token: 'OAuth token',
    copyAs: 'Copy as',
    as: (identity: string) => `as ${identity}`,
    switchTo: (identity: string) => `Switch to ${identity}`,
    retryAs: (identity: string) => `Retry as ${identity}`,
    recorded: (id: number) => `Request ${id} in the log`
  },
  requests: {
    live: 'Live',
    paused: 'Paused',
    notLive: 'Not connected',
    pause: 'Pause',
    resume: 'Resume',
    deleteAll: (sandbox?: string) =>
      sandbox === undefined ? 'Delete all requests' : `Delete requests of ${sandbox}`,
    deleteText: (sandbox?: string) =>
      `Deletes all recorded requests${sandbox === undefined ? '' : ` of the sandbox ${sandbox}`}, whether they match the filter or not.`,
    deleted: (sandbox?: string) =>
      sandbox === undefined ? 'All recorded requests deleted.' : `Recorded requests of ${sandbox} deleted.`,
    har: 'Download HAR',
    harOfMatches: 'Download HAR of the matches',
    hidden: { reads: "Hide the page's own reads", challenges: 'Fold Digest challenges' },
    previous: 'Previous request',
    next: 'Next request',
    challenge: (id: number) => `Digest challenge: request ${id}`,
    compare: 'Compare',
    compareWith: (id: number) => `Compare request ${id} with`,
    chooseRequest: 'Choose a request',
    differences: 'Differences',
    same: 'The responses are the same.',
    back: 'Back to the request',
    loading: 'Loading requests',
    onlyHidden: "All requests so far are the page's own reads, which are hidden.",
    empty: 'No requests yet. Send one from your client, or save an integration.',
    noMatch: (searched: string) => `None of the ${searched} recorded requests matches.`,
    filter: 'Filter',
    search: 'Method, path, name, error code, body or #ID',
    clearFilter: 'Clear filter',
    all: (count: string) => `${count} ${count === '1' ? 'request' : 'requests'}`,
    count: (shown: string, all: string) => `${shown} of ${all} requests`,
    dropped: (count: string) => `${count} older dropped`,
    more: 'Show more',
    actions: 'More actions',
    hiddenCount: (count: string) => `${count} own reads and challenges hidden`,
    id: 'ID',
    outcome: 'Outcome',
    duration: 'Duration',
    time: 'Time',
    request: 'Request',
    status: 'Status',
    identity: 'Identity',
    project: 'Project',
    sandbox: 'Sandbox',
    nobody: 'not authenticated',
    gone: 'Request not found: it was deleted, dropped to make room for newer ones, or never recorded.',
    details: 'Details',
    whyShort: 'Why',
    reason: 'Reason',
    caller: 'Caller',
    requiredRoles: 'Required roles',
    roles: "Caller's roles",
    accessList: "Caller's access list",
    validation: 'Validation',
    source: 'Source',
    advice: 'Advice',
    fault: 'Fault',
    because: (why: string) => `because ${why}.`,
    execution: { true: 'executed; the response was lost or replaced', false: 'not executed' },
    outcomes: { accepted: 'accepted', rejected: 'rejected', 'not reached': 'not checked' },
    roleOn: (roles: string, place: string) => `${roles} on ${place}`,
    noRoles: 'none that applies to this request',
    response: 'Response',
    requestHeaders: 'Request headers',
    responseHeaders: 'Response headers',
    requestBody: 'Request body',
    responseBody: 'Response body',
    noBody: 'No body recorded.',
    notRecorded: 'The mock shows only bodies that are JSON or forms.',
    masked: 'Secrets are masked: enter the real values before you send this request.',
    curl: 'as curl',
    resend: 'Resend',
    headersHelp: 'One per line: Name: value. The page adds Authorization.',
    headerError: (line: string) => `The page cannot send this header: ${line}`,
    send: 'Send'
  },
  faults: {
    presetsTitle: 'Preset faults',
    presets: {
      'fail twice': 'Fail twice, then recover',
      lost: 'Lost response on writes',
      slow: 'Delayed by 3 seconds',
      '429': '429 with Retry-After'
    },
    title: 'New fault',
    sentence: { start: 'Fail the next', number: '', calls: 'calls with' },
    calls: (name: string) => `${name} calls`,
    callsOf: {
      all: 'all',
      reads: 'read',
      writes: 'write',
      listGroupIntegrations: 'list',
      getGroupIntegration: 'get',
      createGroupIntegration: 'create',
      updateGroupIntegration: 'update',
      deleteGroupIntegration: 'delete'
    },
    integrationCalls: 'Third-party integrations',
    counted: {
      service: 'All clients count, with valid credentials only',
      edge: 'All clients count, and so do Digest challenges',
      'after-commit': 'All clients count, successful calls only'
    },
    refresh: {
      one: 'Each Refresh in Integrations counts as one call.',
      three: 'Each Refresh in Integrations counts as up to three calls: it loads three lists.'
    },
    unlimited: 'Without a number, every such call fails until you turn the fault off',
    turnOff: 'Turn off',
    list: 'All faults',
    empty: 'No faults.',
    fault: 'Fault',
    state: 'State',
    fired: (count: number, limit?: number) => {
      if (limit !== undefined) return `${limit - count} of ${limit} left`
      return count === 0 ? 'never fired' : count === 1 ? 'fired once' : `fired ${count} times`
    },
    used: (count: number, limit: number) => `${count} of ${limit} used`,
    ended: 'ended',
    remove: 'Remove',
    removeWhat: (what: string) => `Remove ${what}`,
    removeAll: 'Remove all',
    effect: 'Effect',
    effectGroups: { status: 'Status codes', connection: 'Response', errors: 'Atlas error codes' },
    effects: {
      '500': '500 Internal Server Error',
      '502': "502 Bad Gateway: a proxy's HTML page",
      '503': '503 Service Unavailable',
      '429': '429 Too Many Requests, with Retry-After',
      lost: 'Lost response: the call is executed',
      delay: 'Delayed response',
      slow: 'Slow response',
      reset: 'Connection reset',
      hangUp: 'Connection closed',
      truncate: 'Truncated response',
      empty: 'Response without body'
    },
    clear: 'Start again',
    first: 'Number of calls',
    operation: 'Calls',
    json: 'The whole fault as JSON',
    notJson: 'This is not JSON.',
    onlyJson: 'The sentence cannot show this fault.',
    add: 'Add fault'
  },
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
    name: 'Snapshot name',
    take: 'Take snapshot',
    exists: 'A snapshot with this name exists.',
    restore: (name: string) => `Restore ${name}`,
    restored: (name: string) => `Snapshot ${name} restored.`,
    export: 'Export state',
    import: 'Import state…',
    imported: 'State imported.',
    notJson: 'The file is not JSON.',
    reset: 'Reset to seed data',
    resetText:
      'This removes all sandboxes, changes, faults, stubs and recorded requests. Snapshots are kept. You cannot undo this.',
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
    unknown: 'Credentials not stored in this tab',
    reset: 'Reset',
    resetWhat: (name: string) => `Reset ${name}`,
    wasReset: (name: string) => `Sandbox ${name} reset.`,
    deleteWhat: (name: string) => `Delete ${name}`,
    deleteTitle: (name: string) => `Delete sandbox ${name}?`,
    deleteText:
      'This deletes its projects, integrations, credentials, faults, stubs, requests and snapshots.',
    createdTitle: (name: string) => `Sandbox ${name} created`,
    once: 'The mock does not show these secrets again. Copy the ones that you need outside this tab.',
    owner: 'Owner',
    reader: 'Reader',
    copyEnvironment: 'Copy as environment variables',
    done: 'Done'
  },
  alerts: {
    lead: 'A test alert has the format and signature of an Atlas webhook alert.',
    send: 'Send test alert',
    test: 'Test alert',
    event: 'Event',
    noReceiver: (project: string) => `The project ${project} has no webhook.`,
    received: 'Latest received alerts',
    empty: 'No alerts yet. Send one above, or from a test with',
    onlyMock: 'received by the mock only',
    delivery: (id: number) => `Delivery ${id}`,
    outcomes: { valid: 'valid signature', invalid: 'invalid signature', unsigned: 'not signed' },
    checks: {
      valid:
        'X-MMS-Signature is valid: it is the Base64-encoded HMAC-SHA1 of the raw body, with the webhook secret as the key.',
      invalid:
        'X-MMS-Signature is not the Base64-encoded HMAC-SHA1 of the raw body with the webhook secret as the key. This is a bug in the mock.',
      unsigned: 'The webhook has no secret. Set one to sign the next alert.'
    },
    sent: 'Delivery over the network:',
    notSent: 'Not delivered over the network:',
    notAllowed: '--deliver-to does not include this host',
    templateFailed: 'A template failed, so the default was sent:',
    headers: 'Headers',
    body: 'Body'
  }
}

/** Maps a table of texts to its structure: each text is a string or a function that returns one. */
type Translated<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends string
    ? string
    : Table[Name] extends (...values: never[]) => string
      ? Table[Name]
      : Translated<Table[Name]>
}

/** The table of another language: it has the texts that the English one has. */
export type Words = Translated<typeof en>
