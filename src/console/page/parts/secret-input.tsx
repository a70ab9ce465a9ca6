import { PasswordInput, type PasswordInputProps } from '@mantine/core'
import { useWords } from '../words/words.ts'

/** Shows a text field for a secret, which a button makes visible. @param what its label */
export function SecretInput({ what, ...props }: PasswordInputProps & { what: string }) {
  const { form: words } = useWords()
  return (
    <PasswordInput
      {...props}
      // Keeps password managers from filling in a password.
      autoComplete="new-password"
      visibilityToggleFocusable
      visibilityToggleButtonProps={{ 'aria-label': words.show(what) }}
    />
  )
}
