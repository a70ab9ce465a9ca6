import { useWords } from '../state/use-words.ts'
import { shellWords } from './words.ts'

/** What it is not. */
export function Footer() {
  const words = useWords(shellWords)
  return (
    <footer className="footer">
      <p>{words.notAffiliated}</p>
      <p>
        <a href="/_mock/docs">{words.docs}</a> · <a href="/openapi.json">OpenAPI</a>
      </p>
    </footer>
  )
}
