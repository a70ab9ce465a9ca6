import { StartError } from '../catalogue/errors.ts'

/** A reason why a comparison cannot run or continue. */
export class CompareError extends StartError {}
