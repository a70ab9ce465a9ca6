import { CopyButton } from './copy.tsx'

/** A text as it is, that can be copied. @param what names it, such as "request body" */
export function Code({ text, what }: { text: string; what: string }) {
  return (
    <div className="code">
      <div className="code-head">
        <span>{what}</span>
        <CopyButton text={text} what={what} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
      <section className="code-text" tabIndex={0} aria-label={what}>
        <pre>{text}</pre>
      </section>
    </div>
  )
}
