import { useRoute } from '../state/route.ts'
import { WirePanel } from '../wire/wire-panel.tsx'
import { Acting } from './acting.tsx'
import { Cards } from './cards.tsx'
import { FormPage } from './form-page.tsx'
import { Steps } from './steps.tsx'
import { useListing } from './use-listing.ts'

/** The project's integrations, or the form of one, and beside it what goes over the wire. */
export function IntegrationsView() {
  const [, type, operation] = useRoute()
  useListing()
  return (
    <>
      <Steps />
      <Acting />
      <div className="beside">
        {type === undefined ? <Cards /> : <FormPage key={`${type} ${operation}`} type={type} />}
        <WirePanel />
      </div>
    </>
  )
}
