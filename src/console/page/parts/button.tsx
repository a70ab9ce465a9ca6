import type { ButtonHTMLAttributes } from 'react'

type Kind = 'default' | 'primary' | 'danger'

/** A button; `kind` says what weight it has, `isSmall` is for rows and corners. */
export function Button({
  kind = 'default',
  isSmall = false,
  className = '',
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { kind?: Kind; isSmall?: boolean }) {
  const classes = ['button', `button-${kind}`, isSmall ? 'button-small' : '', className].filter(Boolean)
  return <button type="button" className={classes.join(' ')} {...rest} />
}
