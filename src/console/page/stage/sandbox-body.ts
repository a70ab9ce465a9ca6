import type { SandboxBody } from '../../../../types/wire.d.ts'

/** A sandbox to be made; what is left empty is left to the mock. @param names of its projects, with commas between */
export function sandboxBody(name: string, names: string): SandboxBody {
  const projects = names
    .split(/[,，]/)
    .map(name => name.trim())
    .filter(Boolean)
    .map(name => ({ name }))
  return {
    ...(name.trim() !== '' && { name: name.trim() }),
    ...(projects.length > 0 && { projects })
  }
}
