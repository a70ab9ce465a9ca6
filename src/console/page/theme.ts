import { type CSSVariablesResolver, createTheme, Drawer, Modal, Select } from '@mantine/core'

/** Uses shades with a contrast of at least 4.5:1 in both color schemes. */
export const theme = createTheme({
  primaryColor: 'teal',
  primaryShade: 9,
  autoContrast: true,
  luminanceThreshold: 0.4,
  defaultRadius: 'sm',
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", "Noto Sans", "PingFang SC", "Microsoft YaHei", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace',
  headings: { fontWeight: '600' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // The list itself scrolls, with a visible scrollbar.
    Select: Select.extend({
      defaultProps: { withScrollArea: false },
      styles: { options: { maxHeight: 'min(60vh, 25rem)', overflowY: 'auto' } }
    }),
    // A `<header>` would be a second banner landmark.
    ModalHeader: Modal.Header.extend({ defaultProps: { role: 'presentation' } }),
    DrawerHeader: Drawer.Header.extend({ defaultProps: { role: 'presentation' } }),
    ModalTitle: Modal.Title.extend({ defaultProps: { fw: 600 } }),
    DrawerTitle: Drawer.Title.extend({ defaultProps: { fw: 600 } })
  }
})

const COLORS = ['teal', 'red', 'orange'] as const

/** Raises Mantine's low contrast of dimmed text, errors, placeholders, borders, badges and pressed buttons. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...darker('light-color'),
    ...darker('filled-hover'),
    '--mantine-color-dimmed': 'var(--mantine-color-gray-7)',
    '--mantine-color-error': 'var(--mantine-color-red-9)',
    '--mantine-color-placeholder': 'var(--mantine-color-gray-7)',
    '--mantine-color-default-border': 'var(--mantine-color-gray-5)',
    // Borders of inputs, tables and panels.
    '--mantine-color-gray-3': 'var(--mantine-color-gray-5)',
    '--mantine-color-gray-4': 'var(--mantine-color-gray-5)',
    // A tint of its darkest shade looks like an error.
    '--mantine-color-orange-light': 'var(--mantine-color-orange-1)'
  },
  dark: {
    '--mantine-color-text': 'var(--mantine-color-gray-0)',
    ...darker('filled-hover'),
    '--mantine-color-dimmed': 'var(--mantine-color-dark-1)',
    '--mantine-color-error': 'var(--mantine-color-red-4)',
    '--mantine-color-placeholder': 'var(--mantine-color-dark-1)',
    '--mantine-color-default-border': 'var(--mantine-color-dark-3)',
    '--mantine-color-dark-4': 'var(--mantine-color-dark-3)'
  }
})

/** Sets a variable of each color to a shade darker than its darkest. */
function darker(name: string): Record<string, string> {
  const variables = COLORS.map(color => [
    `--mantine-color-${color}-${name}`,
    `color-mix(in srgb, var(--mantine-color-${color}-9) 80%, black)`
  ])
  return Object.fromEntries(variables)
}

/** Of a text field with code. */
export const MONOSPACE = { input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }
