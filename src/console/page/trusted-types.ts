/**
 * Allows Mantine's `<style>` elements under `require-trusted-types-for 'script'`: React sets their CSS as HTML. Text
 * with a `<` could be more than CSS, and is dropped.
 */
interface TrustedTypes {
  createPolicy(name: string, rules: { createHTML(text: string): string }): unknown
}

const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
trustedTypes?.createPolicy('default', { createHTML: text => (text.includes('<') ? '' : text) })
