import { Accordion, Button, Group, Stack, Textarea } from '@mantine/core'
import { type FormEvent, useRef, useState } from 'react'
import { ControlFailure } from '../api/control.ts'
import { jsonOf } from '../api/json.ts'
import { control } from '../data/control.ts'
import { useAction } from '../data/use-action.ts'
import { Failure } from '../parts/failure.tsx'
import { Panel } from '../parts/panel.tsx'
import { MONOSPACE } from '../theme.ts'
import { useWords } from '../words/words.ts'
import { faultBody, INITIAL, type SentenceDraft, sentenceOf } from './draft.ts'
import { Sentence } from './sentence.tsx'

const JSON_FIELD = 'json'

/** Creates any fault that the mock supports: the usual ones by a sentence, all as JSON. */
export function FaultForm() {
  const { faults: words } = useWords()
  const [text, setText] = useState(textOf(INITIAL))
  const [isOpen, setIsOpen] = useState(false)
  const { run, error, isPending } = useAction()
  const [failed, setFailed] = useState<string>()
  const field = useRef<HTMLTextAreaElement>(null)
  const body = jsonOf(text)
  const errors = (error instanceof ControlFailure && error.problem.errors) || []
  const problem =
    body === undefined ? words.notJson : errors.map(({ path, detail }) => `${path} ${detail}`).join('\n')
  // What was sent has these errors, not what was changed since.
  const shown = failed === text ? problem : undefined
  const change = (text: string) => {
    setText(text)
    setFailed(undefined)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const fail = () => {
      setFailed(text)
      setIsOpen(true)
      requestAnimationFrame(() => field.current?.focus())
    }
    if (body === undefined) return fail()
    run(() =>
      control('POST /faults', body).catch((error: unknown) => {
        fail()
        throw error
      })
    )
  }
  return (
    <Panel title={words.title}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <Sentence
            draft={sentenceOf(body)}
            isJson={body !== undefined}
            onChange={draft => change(textOf(draft))}
          />
          <Accordion
            variant="contained"
            value={isOpen ? JSON_FIELD : null}
            onChange={value => setIsOpen(value !== null)}
          >
            <Accordion.Item value={JSON_FIELD}>
              <Accordion.Control>{words.json}</Accordion.Control>
              <Accordion.Panel>
                <Textarea
                  ref={field}
                  aria-label={words.json}
                  value={text}
                  onChange={event => change(event.currentTarget.value)}
                  error={shown && <span lang={body === undefined ? undefined : 'en'}>{shown}</span>}
                  autosize
                  minRows={4}
                  spellCheck={false}
                  styles={{ ...MONOSPACE, error: { whiteSpace: 'pre-line' } }}
                />
                <Button mt="xs" variant="default" onClick={() => change(textOf(INITIAL))}>
                  {words.clear}
                </Button>
              </Accordion.Panel>
            </Accordion.Item>
          </Accordion>
          {errors.length === 0 && failed === text && <Failure error={error} />}
          <Group justify="flex-end">
            <Button type="submit" aria-disabled={isPending}>
              {words.add}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  )
}

function textOf(draft: SentenceDraft): string {
  return JSON.stringify(faultBody(draft), null, 2)
}
