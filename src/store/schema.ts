/** Bytes that count for each object besides its text, for its time and memory. */
export const OBJECT_SIZE = 128

/** Size of a project's tags; SQLite uses the index below for exactly this expression. */
export const TAGS_SIZE = `octet_length(details -> '$.tags') + ${OBJECT_SIZE} * json_array_length(details, '$.tags')`

/** Sizes of tags: without the index, each write of tags would parse the details of all projects of the organization. */
export const TAGS_INDEX = `CREATE INDEX IF NOT EXISTS projects_by_tags_size ON projects (org_id, ${TAGS_SIZE})`

/** `user_version` of a file with these tables; a file of another version is rejected. */
export const SCHEMA_VERSION = 2

export type Table =
  | 'access_list_entries'
  | 'api_keys'
  | 'documents'
  | 'integrations'
  | 'issued_tokens'
  | 'organizations'
  | 'principals'
  | 'projects'
  | 'role_assignments'
  | 'sandboxes'
  | 'service_accounts'

export const SCHEMA = `
CREATE TABLE organizations (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  created INTEGER NOT NULL,
  requires_access_list INTEGER NOT NULL CHECK (requires_access_list IN (0, 1))
) STRICT;

-- Organizations created for one test, with the organization that a reset restores.
CREATE TABLE sandboxes (
  org_id TEXT PRIMARY KEY REFERENCES organizations (id) ON DELETE CASCADE,
  baseline TEXT NOT NULL CHECK (json_valid(baseline))
) STRICT;

CREATE TABLE projects (
  id TEXT PRIMARY KEY,
  org_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  created INTEGER NOT NULL,
  details TEXT NOT NULL CHECK (json_valid(details)),
  UNIQUE (org_id, name)
) STRICT;
-- Lists read the projects of an organization in creation order without sorting them.
CREATE INDEX projects_by_org ON projects (org_id);
CREATE INDEX projects_by_prefix ON projects (org_id, name COLLATE NOCASE);

-- Clustered by project: requests read the integrations of a project together.
CREATE TABLE integrations (
  id TEXT NOT NULL UNIQUE,
  project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  type TEXT NOT NULL,
  settings TEXT NOT NULL CHECK (json_valid(settings)),
  created INTEGER NOT NULL,
  PRIMARY KEY (project_id, type)
) STRICT, WITHOUT ROWID;

-- Members of resources that are addressed by id, of a project or of an organization.
CREATE TABLE documents (
  id TEXT PRIMARY KEY,
  project_id TEXT REFERENCES projects (id) ON DELETE CASCADE,
  org_id TEXT REFERENCES organizations (id) ON DELETE CASCADE,
  resource TEXT NOT NULL,
  settings TEXT NOT NULL CHECK (json_valid(settings)),
  -- Counts characters and objects, also those that responses show besides the settings.
  size INTEGER NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  CHECK ((org_id IS NULL) <> (project_id IS NULL))
) STRICT;
CREATE INDEX documents_by_project ON documents (project_id, resource);
CREATE INDEX documents_by_org ON documents (org_id, resource);

CREATE TABLE principals (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('apiKey', 'serviceAccount')),
  org_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX principals_by_org ON principals (org_id);

CREATE TABLE api_keys (
  public_key TEXT PRIMARY KEY REFERENCES principals (id) ON DELETE CASCADE,
  ha1 TEXT NOT NULL
) STRICT;

CREATE TABLE service_accounts (
  client_id TEXT PRIMARY KEY REFERENCES principals (id) ON DELETE CASCADE,
  secret_hash TEXT NOT NULL,
  token_lifetime INTEGER,
  -- Tokens up to this number are older than the account, or than its last restore: Atlas's limit ignores them.
  counts_after INTEGER NOT NULL
) STRICT;

CREATE TABLE role_assignments (
  principal_id TEXT NOT NULL REFERENCES principals (id) ON DELETE CASCADE,
  role_name TEXT NOT NULL,
  org_id TEXT REFERENCES organizations (id) ON DELETE CASCADE,
  project_id TEXT REFERENCES projects (id) ON DELETE CASCADE,
  CHECK ((org_id IS NULL) <> (project_id IS NULL))
) STRICT;
CREATE UNIQUE INDEX role_assignments_once
  ON role_assignments (principal_id, ifnull(org_id, project_id), role_name);
CREATE INDEX role_assignments_by_project ON role_assignments (project_id);
CREATE INDEX role_assignments_by_org ON role_assignments (org_id);

CREATE TABLE access_list_entries (
  principal_id TEXT NOT NULL REFERENCES principals (id) ON DELETE CASCADE,
  cidr TEXT NOT NULL,
  PRIMARY KEY (principal_id, cidr)
) STRICT, WITHOUT ROWID;

-- Tokens by their SHA-256: they survive a restart, and the removal of their account until they expire.
CREATE TABLE issued_tokens (
  hash TEXT PRIMARY KEY,
  client_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  issued INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  is_revoked INTEGER NOT NULL CHECK (is_revoked IN (0, 1)),
  UNIQUE (client_id, number)
) STRICT;
CREATE INDEX issued_tokens_by_expiry ON issued_tokens (client_id, expires);
`
