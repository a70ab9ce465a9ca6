/** Generated from schemas/reasons.json by `npm run docs`; do not edit. */
export interface ReasonDetails {
  'no-credentials': object
  'unknown-scheme': object
  'digest-malformed': object
  'digest-incomplete': object
  'digest-duplicate-field': object
  'digest-algorithm': object
  'digest-qop': object
  'digest-nc': object
  'digest-realm': object
  'digest-uri': object
  'api-key-unknown': object
  'digest-response': { publicKey: string | number }
  'nonce-expired': object
  'nonce-replayed': object
  'token-unknown': object
  'token-expired': object
  'token-revoked': object
  'token-dropped': object
  'tokens-exceeded': object
  'service-account-gone': object
  'client-credentials-invalid': object
  'grant-type-unsupported': object
  'form-field-missing': { attribute: string | number }
  'access-list': { address: string | number }
  'access-list-missing': { address: string | number }
  'version-unknown': { mediaType: string | number }
  'group-id-invalid': object
  'project-unknown': object
  'project-name-unknown': object
  'org-id-invalid': object
  'organization-unknown': object
  'project-foreign': object
  'project-role-missing': { principal: string | number; place: string | number }
  'organization-foreign': object
  'rate-limit': { seconds: string | number }
  'role-insufficient': { principal: string | number; roles: readonly string[]; place: string | number; required: readonly string[] }
  'type-unknown': { integrationType: string | number }
  'type-rejected': { integrationType: string | number }
  'query-parameter': { attribute: string | number }
  'query-parameter-missing': { attribute: string | number }
  'content-type': object
  'body-too-large': object
  'storage-exceeded': { limit: string | number }
  'content-length': object
  'json-malformed': object
  'json-too-deep': object
  'body-not-object': object
  'body-not-array': object
  'attribute-unknown': { attribute: string | number }
  'attribute-excluded': { attribute: string | number }
  'attribute-read-only': { attribute: string | number }
  'attribute-type': { attribute: string | number }
  'attribute-incomplete': { attribute: string | number }
  'type-mismatch': { attribute: string | number }
  'attribute-missing': { attribute: string | number }
  'attribute-missing-on-update': { attribute: string | number }
  'attribute-immutable': { attribute: string | number }
  'enum-value': { attribute: string | number }
  'name-misspelt': { attribute: string | number; nearest: string | number }
  'attribute-length': { attribute: string | number }
  'attribute-minimum': { attribute: string | number }
  'attribute-format': { attribute: string | number }
  'attribute-redacted': { attribute: string | number }
  'notifications-exceeded': { limit: string | number }
  'flags-off': { attributes: string | number }
  'already-configured': object
  'not-configured': object
  'document-unknown': object
  'limit-unknown': object
  'alert-config-id-invalid': object
  'integration-id-unknown': { attribute: string | number }
  'limit-reached': object
  'entry-unknown': object
  'entry-addresses': object
  'entries-equal': object
  'no-peering': object
  'entries-exceeded': { limit: string | number }
  'expiration': { attribute: string | number }
  'window-undefined': object
  'maintenance-unscheduled': object
  'deferrals-exceeded': object
  'projects-limit': { limit: string | number }
  'project-name-taken': object
  'path-unknown': object
  'path-undecodable': object
  'method-unknown': object
  'preference-invalid': object
  'operation-not-mocked': object
  'preferred': object
  'fault': object
  'stub': object
  'unexpected-error': object
}
