import t from 'tap'
import { unlikeOf } from '../../../src/proof/label/classify.ts'
import { behaviourOf, type CallClass, rowsOf } from '../../../src/proof/label/rows.ts'
import type { CallFacts } from '../../../types/calls.d.ts'

const CREATED: CallClass = {
  operation: 'createGroupIntegration',
  integrationType: 'DATADOG',
  status: 200,
  errorCode: null,
  reason: null,
  attribute: null,
  fields: ['apiKey', 'type'],
  marks: []
}

const MISSING: CallClass = {
  ...CREATED,
  status: 400,
  errorCode: 'MISSING_ATTRIBUTE',
  reason: 'attribute-missing',
  attribute: 'apiKey',
  fields: ['region', 'type']
}

/** A call, its rows, and the label of the first. */
type Case = [what: string, call: CallClass, rows: string[], label: string | undefined]

const CASES: Case[] = [
  ['equal', CREATED, ['creates-datadog', 'datadog-api-key-shown'], 'recorded'],
  [
    'a field that no row has, and one that has no fact',
    { ...CREATED, fields: ['apiKey', 'region', 'sendDatabaseMetrics', 'type', 'unknown'] },
    ['creates-integrations-documented-fields', 'datadog-api-key-shown'],
    'documented'
  ],
  [
    'a field less than the row',
    { ...CREATED, fields: ['apiKey'] },
    ['creates-integration-without-type-body', 'datadog-api-key-shown'],
    'analogous'
  ],
  [
    'a parameter that the row does not have',
    { ...CREATED, fields: ['apiKey', 'type'], marks: ['?pretty'] },
    ['creates-datadog', 'datadog-api-key-shown'],
    'analogous'
  ],
  [
    'a case with a label of its own',
    {
      ...CREATED,
      integrationType: 'SLACK',
      fields: ['apiToken', 'channelName', 'type'],
      marks: ['channelName=null']
    },
    ['creates-integrations-slack-channel-name-null', 'slack-api-token-shown'],
    'contradicted'
  ],
  [
    'a redacted value is a mark',
    { ...CREATED, integrationType: 'OPS_GENIE', fields: ['apiKey', 'type'], marks: ['apiKey=redacted'] },
    ['stores-redacted-key-ops-genie-victor-ops', 'ops-genie-api-key-shown'],
    'contradicted'
  ],
  [
    'a row about a special path or value is not nearer',
    {
      ...CREATED,
      operation: 'listGroupIntegrations',
      integrationType: null,
      fields: [],
      marks: ['caller=other']
    },
    ['lists-five-integrations'],
    'recorded'
  ],
  [
    'the attribute is more important than the fields',
    { ...MISSING, integrationType: 'PROMETHEUS', attribute: 'password' },
    ['rejects-missing-attribute-password-prometheus', 'error-missing-attribute'],
    'analogous'
  ],
  [
    'a row of another type is analogous',
    { ...MISSING, integrationType: 'S3_LOG_EXPORT' },
    ['rejects-missing-attribute-ops-genie', 'error-missing-attribute'],
    'analogous'
  ],
  [
    'a guess for another type stays a guess',
    {
      ...MISSING,
      integrationType: 'SLACK',
      errorCode: 'INVALID_ATTRIBUTE',
      reason: 'type-mismatch',
      attribute: 'type',
      fields: ['apiKey', 'type']
    },
    ['rejects-type-not-match-path', 'error-invalid-attribute'],
    'guess'
  ],
  ['no row with this reason', { ...MISSING, reason: 'enum-value' }, ['error-missing-attribute'], undefined],
  ['a status code that the error does not have', { ...MISSING, status: 409 }, [], undefined],
  [
    'no row about this operation',
    {
      ...CREATED,
      operation: 'getGroup',
      status: 401,
      errorCode: 'UNEXPECTED_ERROR',
      reason: 'no-credentials'
    },
    ['error-unauthenticated'],
    undefined
  ],
  ['a stub sent a 401', { ...CREATED, operation: null, status: 401, reason: 'stub' }, [], undefined],
  ['a fault sent the response', { ...CREATED, reason: 'fault' }, [], undefined],
  [
    'the 401 without credentials',
    { ...CREATED, status: 401, errorCode: 'UNEXPECTED_ERROR', reason: 'no-credentials' },
    ['rejects-request-without-credentials', 'error-unauthenticated'],
    'recorded'
  ],
  [
    'the 401 for a token, which has no error code',
    { ...CREATED, integrationType: 'WEBHOOK', status: 401, reason: 'token-expired' },
    ['rejects-bearer-token-no-longer-valid', 'error-bearer-refused'],
    'standard'
  ]
]

t.test(
  'the nearest row has equal marks and the usual setup, then the type, the attribute, most names, the better label',
  async t => {
    const found = CASES.map(([what, call]): Case => {
      const rows = rowsOf(call)
      const known = { caller: 'owner', executed: true, notCompared: null } as const
      const facts: CallFacts = { ...call, ...known, rows, unlike: unlikeOf(call, rows) }
      return [what, call, rows, behaviourOf(facts, call.status)?.label]
    })
    t.strictSame(found, CASES)
  }
)
