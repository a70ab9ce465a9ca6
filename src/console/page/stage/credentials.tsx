import { useEffect, useRef } from 'react'
import type { CredentialPair, NewSandbox } from '../../../../types/wire.d.ts'
import { Button } from '../parts/button.tsx'
import { CopyButton } from '../parts/copy.tsx'
import { quote } from '../snippets/shell.ts'
import { useWords } from '../state/use-words.ts'
import { useMade } from './made.ts'
import { actAs, useOwner } from './sandboxes.ts'
import { stageWords } from './words.ts'

/** The secrets of a new sandbox. */
export function Credentials({ sandbox: { id, name, projects, owner, reader } }: { sandbox: NewSandbox }) {
  const { credentials: words, sandboxes } = useWords(stageWords)
  const title = useRef<HTMLHeadingElement>(null)
  const identity = useOwner(id)
  useEffect(() => title.current?.focus(), [])
  return (
    <section className="credentials stack" aria-labelledby="credentials-title">
      <div className="stack-small">
        <h3 id="credentials-title" ref={title} tabIndex={-1}>
          {words.title(name)}
        </h3>
        <p>{words.once}</p>
      </div>
      <dl className="values">
        <Value name={words.organization} value={id} what={words.organization} />
        {projects.map(project => (
          <Value
            key={project.id}
            name={words.project(project.name)}
            value={project.id}
            what={words.project(project.name)}
          />
        ))}
      </dl>
      <Pair who={words.owner} pair={owner} />
      <Pair who={words.reader} pair={reader} />
      <div className="row">
        {identity && (
          <Button kind="primary" onClick={() => actAs(identity, projects[0]?.id)}>
            {sandboxes.actAs}
          </Button>
        )}
        <Button onClick={() => useMade.setState({ sandbox: undefined })}>{words.done}</Button>
      </div>
    </section>
  )
}

function Pair({ who, pair: { apiKey, serviceAccount } }: { who: string; pair: CredentialPair }) {
  const { credentials: words } = useWords(stageWords)
  const key = words.of(words.apiKey, who)
  const account = words.of(words.serviceAccount, who)
  return (
    <div className="stack-small">
      <h4>{who}</h4>
      <Secret
        kind={words.apiKey}
        what={key}
        environment={apiKey.environment}
        values={[
          [words.publicKey, apiKey.publicKey],
          [words.privateKey, apiKey.privateKey]
        ]}
      />
      <Secret
        kind={words.serviceAccount}
        what={account}
        environment={serviceAccount.environment}
        values={[
          [words.clientId, serviceAccount.clientId],
          [words.clientSecret, serviceAccount.clientSecret]
        ]}
      />
    </div>
  )
}

function Secret({
  kind,
  what,
  environment,
  values
}: {
  kind: string
  what: string
  environment: Readonly<Record<string, string>>
  values: readonly (readonly [string, string])[]
}) {
  const { credentials: words } = useWords(stageWords)
  return (
    <div className="stack-small">
      <div className="row-between">
        <span className="soft">{kind}</span>
        <CopyButton
          text={exportLines(environment)}
          what={words.environmentOf(what)}
          label={words.environment}
        />
      </div>
      <dl className="values">
        {values.map(([name, value]) => (
          <Value key={name} name={name} value={value} what={words.of(name, what)} />
        ))}
      </dl>
    </div>
  )
}

function Value({ name, value, what }: { name: string; value: string; what: string }) {
  return (
    <div className="value">
      <dt>{name}</dt>
      <dd>
        <code>{value}</code> <CopyButton text={value} what={what} />
      </dd>
    </div>
  )
}

/** For a shell. */
function exportLines(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}=${quote(value)}\n`)
    .join('')
}
