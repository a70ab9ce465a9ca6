import type { Told } from './told.ts'

const field = (text: string) => (told: Told) => `The field ${told.attribute} ${text}`
const digest = (text: string) => () => `Nobody was proven: ${text}`
const bearer = (text: string) => () => `The bearer token was refused: ${text}`

const texts = {
  'no credentials': () =>
    'The request came without credentials, so it was answered with a challenge. A client with Digest now sends it again with the answer to that.',
  'unknown authentication scheme': digest('the Authorization header is neither Digest nor Bearer.'),
  'malformed Digest header': digest('the Digest header cannot be read.'),
  'Digest field given twice': digest('the Digest header gives a field twice.'),
  'Digest algorithm not offered': digest('the Digest header names another algorithm than MD5.'),
  'Digest qop not offered': digest('the Digest header has another qop than auth.'),
  'Digest nc malformed': digest('the count nc in the Digest header is not eight hexadecimal digits.'),
  'foreign realm': digest('the Digest header is for another realm.'),
  'uri unlike the request target': digest(
    'the Digest header was made for another address than the one that was called. A proxy that rewrites paths does that.'
  ),
  'unknown API key': digest('there is no API key with this public key.'),
  'wrong response': digest(
    'the answer to the challenge does not fit, so the private key is most likely wrong.'
  ),
  'nonce not issued here': digest('the nonce is not from this mock, or from before it was started.'),
  'nonce expired': digest(
    'the nonce had expired. The answer brings a new one (stale=true), and clients go on with it by themselves.'
  ),
  replay: digest('the Digest header was used before, or its count nc is too far behind.'),
  'token invalid': bearer('it is none of this mock, or was changed.'),
  'token expired': bearer('it has expired. Ask for a new one.'),
  'token revoked': bearer('it was revoked. Ask for a new one.'),
  'the service account is gone': bearer('its service account is gone.'),
  'Invalid credentials provided.': () =>
    'No token was given: client id and secret do not belong together, or did not come as Basic.',
  'grant_type must be client_credentials.': () =>
    'No token was given: grant_type must be client_credentials.',
  'grant_type must be given once, in a form body.': () =>
    'No token was given: the body must be a form that gives grant_type once.',
  'token must be given once, in a form body.': () =>
    'No token was ended: the body must be a form that gives token once.',
  "address not on the caller's access list": ({ caller, address }: Told) =>
    `${caller} may call only from the addresses on its access list, and ${address} is not one of them.`,
  'Accept names no version of this resource': ({ accept }: Told) =>
    `The header Accept (${accept || 'absent'}) names no version of this resource. It takes application/vnd.atlas.2023-01-01+json.`,
  'groupId is no project id': ({ project }: Told) =>
    `The path has ${project} for the project, which is no id: 24 hexadecimal digits.`,
  'unknown project': ({ project }: Told) => `There is no project with the id ${project}.`,
  'orgId is no organization id': () =>
    'The organization that was named is no id: that has 24 hexadecimal digits.',
  'unknown organization': () => 'There is no organization with the id that was named.',
  'unknown project name': () => 'There is no project with this name that the caller could see.',
  'rate limit': ({ retryAfter }: Told) =>
    `There were more requests within a minute than Atlas allows. In ${retryAfter} seconds they are answered again.`,
  "another organization's project": ({ caller, organization, project }: Told) =>
    `${caller} belongs to the organization ${organization}, and the project ${project} to another one.`,
  'another organization': ({ caller, organization }: Told) =>
    `${caller} belongs to the organization ${organization}, and asked about another one.`,
  'role too weak': ({ caller, had, needed }: Told) => `${caller} has ${had}; this call needs ${needed}.`,
  'unknown integration type': ({ type }: Told) => `Atlas has no integration type ${type}.`,
  'integration type refused by Atlas': ({ type }: Told) =>
    `Atlas has integrations of the type ${type} for Ops Manager projects only.`,
  'query parameter': ({ attribute }: Told) =>
    `The query parameter ${attribute} has a value that it does not take.`,
  'Content-Type is not JSON in UTF-8': ({ contentType }: Told) =>
    `The body must be JSON in UTF-8, and the header Content-Type says ${contentType || 'nothing'}.`,
  'Request body is too large': () => 'The body is larger than it may be: 1 MiB, for a token 16 KiB.',
  'Request body size did not match Content-Length': () => 'The body was not as long as Content-Length says.',
  'the body is no JSON in UTF-8': () => 'The body cannot be read as JSON in UTF-8.',
  'the body is no JSON object': () => 'The body is JSON, but no object.',
  'unknown attribute': field('is not one that Atlas knows here.'),
  'attribute of answers only': field('stands in answers only and cannot be sent.'),
  'wrong JSON type': field('has a value of the wrong JSON type.'),
  'incomplete attribute': field('lacks a part that it must have.'),
  'type unlike the path': field('names another type than the path.'),
  'missing attribute': field('is required and was not sent.'),
  'not sent with the update': field(
    'must be sent with every update of this type, although other fields may be left out.'
  ),
  'not in the enumeration': field('takes certain values only, and this is none of them.'),
  'vendor format': field('does not have the form that it must have.'),
  minLength: field('is too short.'),
  maxLength: field('is too long.'),
  'already configured': ({ type, project }: Told) =>
    `${project} has an integration of the type ${type} already. Change it with PUT, or delete it first.`,
  'not configured': ({ type, project }: Told) => `${project} has no integration of the type ${type}.`,
  'project name taken': () => 'The organization has a project with this name already.',
  'unknown path': ({ path }: Told) => `The mock knows no path ${path}.`,
  'path cannot be decoded': () => 'The path has a percent sign that begins no encoded character.',
  'method not known on this path': ({ method, allow }: Told) => `The path takes no ${method}, only ${allow}.`
}

/** Why a request was refused, by the mock's own words for it. */
export const reasonsEn: Readonly<Record<keyof typeof texts, (told: Told) => string>> = texts
