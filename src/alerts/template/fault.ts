/** Why a template comes to nothing: the default is sent in its place. */
export class TemplateFault extends Error {}

/** A value that is not there and has no default; parentheses with a default take it back. */
export class MissingFault extends TemplateFault {}

/** FreeMarker has it and the mock has not, so that the default says nothing about Atlas. */
export function unknownToMock(what: string): TemplateFault {
  return new TemplateFault(`the mock does not know ${what}, Atlas may`)
}

/** The mock stops at what Atlas may well render. */
export function tooMuchForMock(what: string): TemplateFault {
  return new TemplateFault(`it takes more ${what} than the mock allows, Atlas may render it`)
}
