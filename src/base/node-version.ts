/**
 * Returns what is wrong with a version of Node.js, and the command that fixes it; undefined if the package runs on it.
 * Imports nothing: older versions of Node.js load this file.
 *
 * @param required from package.json, such as `>=22.18`
 */
export function nodeProblem(version: string, required: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [requiredMajor = 0, requiredMinor = 0] = required.replace('>=', '').split('.').map(Number)
  if (major > requiredMajor || (major === requiredMajor && minor >= requiredMinor)) return undefined
  return `needs Node.js ${required}, this is ${version}: run \`npm install --save-dev node@24\`; npx and npm test then use it`
}
