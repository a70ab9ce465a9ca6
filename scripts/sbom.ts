import { readFileSync, writeFileSync } from 'node:fs'
import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library'
import type { Part } from './licences.ts'

/**
 * Writes the SBOM of the bundle in CycloneDX, without a date: the same sources give the same file.
 *
 * @param parts the bundled packages
 */
export function writeSbom(parts: readonly Part[]): void {
  const { name, version, license: licence } = JSON.parse(readFileSync('package.json', 'utf8'))
  const bom = new Models.Bom({
    components: new Models.ComponentRepository(parts.map(createComponent)),
    metadata: new Models.Metadata({ component: createComponent({ name, version, licence }) })
  })
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6))
  writeFileSync('dist/sbom.cdx.json', `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`)
}

function createComponent({ name, version, licence }: Omit<Part, 'text'>): Models.Component {
  const isSqlite = name === 'SQLite'
  const purl = isSqlite ? `pkg:generic/sqlite@${version}` : `pkg:npm/${name.replace('@', '%40')}@${version}`
  return new Models.Component(Enums.ComponentType.Library, name, {
    version,
    licenses: new Models.LicenseRepository([new Models.SpdxLicense(licence)]),
    purl,
    bomRef: purl,
    // Vulnerability databases identify SQLite by its CPE, because it is not an npm package.
    ...(isSqlite && { cpe: `cpe:2.3:a:sqlite:sqlite:${version}:*:*:*:*:*:*:*` as const })
  })
}
