import { Button, Group, Modal, PasswordInput, Select, Stack, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { type FormEvent, useState } from 'react'
import { type Identity, keyOf } from '../api/identity.ts'
import { identityWithKey } from '../data/identities.ts'
import { useIdentities, useIdentity, useProjectId, useSelect } from '../data/identity.ts'
import { addOwnIdentity } from '../data/session.ts'
import { identityOptions } from '../parts/identity-options.ts'
import { useWords } from '../words/words.ts'

/** Value of the option that opens the form; not the key of an identity. */
const OTHER = 'other'

/** Selects the credentials of the page's calls. */
export function IdentitySelect() {
  const { identity: words } = useWords()
  const identities = useIdentities()
  const identity = useIdentity()
  const projectId = useProjectId()
  const selectIdentity = useSelect()
  const isOwner = identity?.roles.some(({ roleName }) => roleName === 'ORG_OWNER')
  const [isOpen, { open, close }] = useDisclosure()
  const select = (key: string | null) => {
    if (key === OTHER) open()
    const selected = identityWithKey(identities, key)
    if (!selected) return
    // A sandbox's identities see only its projects, and others see none of them.
    const isSandbox = [identity, selected].some(of => of?.origin === 'sandbox')
    selectIdentity(selected, isSandbox ? undefined : projectId)
  }
  return (
    <>
      <Select
        label={words.label}
        placeholder={words.none}
        data={[...identityOptions(identities, words), { value: OTHER, label: words.other }]}
        value={identity ? keyOf(identity) : null}
        onChange={select}
        allowDeselect={false}
        classNames={isOwner === false ? { input: 'not-owner' } : {}}
        comboboxProps={{ width: 'max-content', position: 'bottom-start', withinPortal: false }}
        className="identity label-beside"
      />
      <Modal opened={isOpen} onClose={close} title={words.other} withCloseButton={false}>
        <CredentialsForm onDone={close} />
      </Modal>
    </>
  )
}

/** Asks for other credentials. */
function CredentialsForm({ onDone }: { onDone: () => void }) {
  const { identity: words, common } = useWords()
  const select = useSelect()
  const projectId = useProjectId()
  const [kind, setKind] = useState<Identity['kind']>('apiKey')
  const [id, setId] = useState('')
  const [secret, setSecret] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const unknown = { origin: 'own', organization: undefined, roles: [], accessList: [] } as const
    const identity = { ...unknown, kind, id: id.trim(), secret: secret.trim() }
    addOwnIdentity(identity)
    select(identity, projectId)
    onDone()
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Select
          label={words.kind}
          data={(['apiKey', 'serviceAccount'] as const).map(value => ({ value, label: words[value] }))}
          value={kind}
          onChange={value => setKind(value as Identity['kind'])}
          allowDeselect={false}
        />
        <TextInput
          label={kind === 'apiKey' ? words.publicKey : words.clientId}
          required
          value={id}
          onChange={event => setId(event.currentTarget.value)}
          autoComplete="off"
          data-autofocus
        />
        <PasswordInput
          label={kind === 'apiKey' ? words.privateKey : words.clientSecret}
          required
          value={secret}
          onChange={event => setSecret(event.currentTarget.value)}
          autoComplete="new-password"
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {common.cancel}
          </Button>
          <Button type="submit">{words.use}</Button>
        </Group>
      </Stack>
    </form>
  )
}
