import { Button } from '../parts/button.tsx'
import { loadIntegrations, useIntegrations } from '../state/integrations.ts'
import { useSession } from '../state/session.ts'
import { useWords } from '../state/use-words.ts'
import { Card } from './card.tsx'
import { Refusal } from './refusal.tsx'
import { integrationWords } from './words.ts'

/** Placeholders while nothing is known yet. */
const PLACES = Array.from({ length: 9 }, (_, place) => place)

/** A card for each service that Atlas takes. */
export function Cards() {
  const words = useWords(integrationWords)
  const { reach, types, identity } = useSession()
  const { integrations, failure, isKnown } = useIntegrations()
  const taken = types.filter(({ refused }) => refused === null)
  return (
    <section className="stack" aria-labelledby="integrations">
      <div className="row-between">
        <h1 id="integrations" tabIndex={-1}>
          {words.heading}
        </h1>
        <Button isSmall disabled={!identity} onClick={() => void loadIntegrations()}>
          {words.reload}
        </Button>
      </div>
      {reach !== 'starting' && !identity && <NoIdentity />}
      {failure && (
        <Refusal exchange={failure} title={words.listFailed}>
          <p>{words.listFailedText}</p>
        </Refusal>
      )}
      <ul className="cards">
        {taken.length === 0
          ? PLACES.map(place => <li key={place} className="card panel skeleton" />)
          : taken.map(info => (
              <Card
                key={info.type}
                info={info}
                integration={integrations.find(({ type }) => type === info.type)}
                isKnown={isKnown}
              />
            ))}
      </ul>
    </section>
  )
}

function NoIdentity() {
  const words = useWords(integrationWords)
  return (
    <div className="panel empty">
      <strong>{words.noIdentity}</strong>
      <p className="soft">{words.noIdentityText}</p>
    </div>
  )
}
