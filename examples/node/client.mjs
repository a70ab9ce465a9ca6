/**
 * Creates the Atlas client that the examples test. It reads the environment variables of the official clients,
 * requests a new token when the old one has expired, and retries once when a response is lost.
 */
export function createClient(environment) {
  const { MONGODB_ATLAS_BASE_URL, MONGODB_ATLAS_CLIENT_ID, MONGODB_ATLAS_CLIENT_SECRET } = environment
  const credentials = btoa(`${MONGODB_ATLAS_CLIENT_ID}:${MONGODB_ATLAS_CLIENT_SECRET}`)
  let token

  async function login() {
    const response = await fetch(new URL('api/oauth/token', MONGODB_ATLAS_BASE_URL), {
      method: 'POST',
      headers: { authorization: `Basic ${credentials}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' })
    })
    token = (await response.json()).access_token
  }

  async function send(path, settings) {
    return await fetch(new URL(path, MONGODB_ATLAS_BASE_URL), {
      method: 'POST',
      headers: {
        accept: 'application/vnd.atlas.2023-01-01+json',
        authorization: `Bearer ${token}`,
        'content-type': 'application/json'
      },
      body: JSON.stringify(settings)
    })
  }

  return {
    /** @returns the status code of the last response */
    async create(projectId, type, settings) {
      const path = `api/atlas/v2/groups/${projectId}/integrations/${type}`
      if (token === undefined) await login()
      let response = await send(path, settings).catch(() => undefined)
      if (response?.status === 401) await login()
      if (response === undefined || response.status === 401) response = await send(path, settings)
      return response.status
    }
  }
}
