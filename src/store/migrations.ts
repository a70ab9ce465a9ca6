/**
 * Migrations of the database; `user_version` of the file is the number of completed steps. Never change a
 * published step.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE organizations (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    created INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE projects (
    id TEXT PRIMARY KEY,
    org_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    created INTEGER NOT NULL,
    tags TEXT CHECK (json_valid(tags)),
    default_alerts INTEGER NOT NULL CHECK (default_alerts IN (0, 1)),
    region_restrictions TEXT,
    UNIQUE (org_id, name)
  ) STRICT;

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
    secret_hash TEXT NOT NULL
  ) STRICT;

  CREATE TABLE role_assignments (
    principal_id TEXT NOT NULL REFERENCES principals (id) ON DELETE CASCADE,
    role_name TEXT NOT NULL,
    org_id TEXT REFERENCES organizations (id) ON DELETE CASCADE,
    project_id TEXT REFERENCES projects (id) ON DELETE CASCADE,
    CHECK ((org_id IS NULL) <> (project_id IS NULL))
  ) STRICT;
  CREATE UNIQUE INDEX role_assignments_once
    ON role_assignments (principal_id, role_name, ifnull(org_id, project_id));
  CREATE INDEX role_assignments_by_project ON role_assignments (project_id);
  CREATE INDEX role_assignments_by_org ON role_assignments (org_id);

  CREATE TABLE access_list_entries (
    principal_id TEXT NOT NULL REFERENCES principals (id) ON DELETE CASCADE,
    cidr TEXT NOT NULL,
    PRIMARY KEY (principal_id, cidr)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE integrations (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    type TEXT NOT NULL,
    settings TEXT NOT NULL CHECK (json_valid(settings)),
    created INTEGER NOT NULL,
    UNIQUE (project_id, type)
  ) STRICT;

  CREATE TABLE signing_keys (
    kid TEXT PRIMARY KEY,
    private_jwk TEXT NOT NULL CHECK (json_valid(private_jwk)),
    created INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE revoked_tokens (
    jti TEXT PRIMARY KEY,
    expires INTEGER NOT NULL
  ) STRICT;
  `,
  `
  ALTER TABLE service_accounts ADD COLUMN token_lifetime INTEGER;

  CREATE TABLE issued_tokens (
    jti TEXT PRIMARY KEY,
    client_id TEXT NOT NULL,
    expires INTEGER NOT NULL,
    is_revoked INTEGER NOT NULL CHECK (is_revoked IN (0, 1))
  ) STRICT;
  CREATE INDEX issued_tokens_by_client ON issued_tokens (client_id);
  INSERT INTO issued_tokens SELECT jti, '', expires, 1 FROM revoked_tokens;
  DROP TABLE revoked_tokens;

  CREATE TABLE sandboxes (
    org_id TEXT PRIMARY KEY REFERENCES organizations (id) ON DELETE CASCADE,
    baseline TEXT NOT NULL CHECK (json_valid(baseline))
  ) STRICT;
  `,
  // Clusters the integrations of a project: requests read them together.
  `
  ALTER TABLE integrations RENAME TO scattered;
  CREATE TABLE integrations (
    id TEXT NOT NULL UNIQUE,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    type TEXT NOT NULL,
    settings TEXT NOT NULL CHECK (json_valid(settings)),
    created INTEGER NOT NULL,
    PRIMARY KEY (project_id, type)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO integrations SELECT id, project_id, type, settings, created FROM scattered;
  DROP TABLE scattered;
  `,
  // Details of projects, which no query uses as a condition, and documents of resources that are addressed by id. What
  // decides whether a stub responds has columns of its own, so that an unknown path does not parse all bodies.
  `
  ALTER TABLE projects ADD COLUMN details TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(details));
  UPDATE projects SET details = json_patch('{}', json_object(
    'tags', json(tags),
    'withDefaultAlertsSettings', json(iif(default_alerts, 'true', 'false')),
    'regionUsageRestrictions', region_restrictions
  ));
  ALTER TABLE projects DROP COLUMN tags;
  ALTER TABLE projects DROP COLUMN default_alerts;
  ALTER TABLE projects DROP COLUMN region_restrictions;

  CREATE TABLE documents (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    resource TEXT NOT NULL,
    settings TEXT NOT NULL CHECK (json_valid(settings)),
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX documents_by_project ON documents (project_id, resource);

  CREATE TABLE stubs (
    id TEXT PRIMARY KEY,
    org_id TEXT REFERENCES organizations (id) ON DELETE CASCADE,
    created INTEGER NOT NULL,
    method TEXT NOT NULL AS (body ->> 'method') STORED,
    path TEXT NOT NULL AS (body ->> 'path') STORED,
    anonymous INTEGER NOT NULL AS (ifnull(body ->> 'anonymous', 0)) STORED,
    body TEXT NOT NULL CHECK (json_valid(body))
  ) STRICT;
  CREATE INDEX stubs_by_org ON stubs (org_id);
  `,
  // Documents of organizations.
  `
  ALTER TABLE documents RENAME TO project_documents;
  CREATE TABLE documents (
    id TEXT PRIMARY KEY,
    project_id TEXT REFERENCES projects (id) ON DELETE CASCADE,
    org_id TEXT REFERENCES organizations (id) ON DELETE CASCADE,
    resource TEXT NOT NULL,
    settings TEXT NOT NULL CHECK (json_valid(settings)),
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    CHECK ((org_id IS NULL) <> (project_id IS NULL))
  ) STRICT;
  INSERT INTO documents (id, project_id, resource, settings, created, updated)
    SELECT id, project_id, resource, settings, created, updated FROM project_documents ORDER BY rowid;
  DROP TABLE project_documents;
  CREATE INDEX documents_by_project ON documents (project_id, resource);
  CREATE INDEX documents_by_org ON documents (org_id, resource);
  `,
  // Changes with the roles and the access list of a principal: a request reads these only if they changed.
  `
  ALTER TABLE principals ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
  UPDATE principals SET revision = abs(random() % 9007199254740992);
  `,
  // Lists read the projects of an organization in creation order without sorting them.
  'CREATE INDEX projects_by_org ON projects (org_id);',
  `
  ALTER TABLE organizations ADD COLUMN requires_access_list INTEGER NOT NULL DEFAULT 0
    CHECK (requires_access_list IN (0, 1));
  `,
  // A token is found by its hash.
  `
  DROP TABLE signing_keys;
  DROP TABLE issued_tokens;
  CREATE TABLE issued_tokens (
    hash TEXT PRIMARY KEY,
    client_id TEXT NOT NULL,
    issued INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    is_revoked INTEGER NOT NULL CHECK (is_revoked IN (0, 1))
  ) STRICT;
  CREATE INDEX issued_tokens_by_client ON issued_tokens (client_id);
  `
]
