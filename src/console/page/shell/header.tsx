import { THEMES, type Theme, usePreferences } from '../state/preferences.ts'
import { useWords } from '../state/use-words.ts'
import { LANGUAGES, type Language } from '../words/define.ts'
import { shellWords } from './words.ts'

/** What it is, and in which language and light. */
export function Header() {
  const words = useWords(shellWords)
  const { language, theme, setLanguage, setTheme } = usePreferences()
  return (
    <header className="header">
      <div className="header-title">
        <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
          <rect width="32" height="32" rx="7" />
          <path d="M12 7v6m8-6v6M9 13h14v3a7 7 0 0 1-14 0zm7 10v3" />
        </svg>
        <strong>{words.title}</strong>
      </div>
      <div className="header-choices">
        <label>
          <span className="hidden-visually">{words.language}</span>
          <select value={language} onChange={event => setLanguage(event.target.value as Language)}>
            {Object.entries(LANGUAGES).map(([name, label]) => (
              <option key={name} value={name} lang={name === 'zh' ? 'zh-Hans' : name}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span className="hidden-visually">{words.theme}</span>
          <select value={theme} onChange={event => setTheme(event.target.value as Theme)}>
            {THEMES.map(name => (
              <option key={name} value={name}>
                {words.themes[name]}
              </option>
            ))}
          </select>
        </label>
      </div>
    </header>
  )
}
