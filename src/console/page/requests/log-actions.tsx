import { ActionIcon, Button, Group, Menu, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { reachControl } from '../api/control.ts'
import { control } from '../data/control.ts'
import { useNames } from '../data/identity.ts'
import { isFiltered, queryOf, useFilter } from '../data/request-filter.ts'
import { useSession } from '../data/session.ts'
import { useAction } from '../data/use-action.ts'
import { Confirm } from '../parts/confirm.tsx'
import { Failure } from '../parts/failure.tsx'
import { saveFile } from '../parts/save-file.ts'
import { useWords } from '../words/words.ts'

/** Deletes the journal or that of a sandbox, or downloads what matches as an HTTP archive (HAR). */
export function LogActions() {
  const { requests: words, common } = useWords()
  const filter = useFilter()
  const nameOf = useNames()
  const [isOpen, { open, close }] = useDisclosure()
  const { run, error: deletionError, isPending: isDeleting } = useAction()
  const { mutate, isPending, error } = useMutation({ mutationFn: downloadHar })
  const { sandbox } = filter
  const isPart = isFiltered(filter)
  const what = sandbox === undefined ? undefined : nameOf(sandbox)
  const remove = () =>
    run(async () => {
      await control(`DELETE /requests${sandbox === undefined ? '' : `?sandbox=${sandbox}`}`)
      close()
    }, words.deleted(what))
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          loading={isPending}
          onClick={() => mutate(isPart ? queryOf(filter) : '')}
        >
          {isPart ? words.harOfMatches : words.har}
        </Button>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="default" size={30} aria-label={words.actions}>
              ⋯
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item c="red" onClick={open}>
              {words.deleteAll(what)}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
      <Failure error={error} />
      <Confirm
        title={words.deleteAll(what)}
        text={words.deleteText(what)}
        label={common.delete}
        isOpen={isOpen}
        onClose={close}
        onConfirm={remove}
        isPending={isDeleting}
      >
        <Failure error={deletionError} />
      </Confirm>
    </Stack>
  )
}

async function downloadHar(query: string): Promise<void> {
  // A link cannot send the token.
  const response = await reachControl(`GET /requests.har?${query}`, { token: useSession.getState().token })
  saveFile('atlas-mock.har', await response.blob())
}
