import { create } from 'zustand'
import type { NewSandbox } from '../../../../types/wire.d.ts'

/** The sandbox that was made last, with its secrets, which are told only once: kept when the user looks elsewhere. */
export const useMade = create<{ sandbox: NewSandbox | undefined }>()(() => ({ sandbox: undefined }))
