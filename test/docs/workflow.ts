import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser'
import { convertActionTemplate, parseAction } from '@actions/workflow-parser/actions/index'

/** Validates a GitHub workflow. @returns its errors, one line each */
export async function parse(content: string): Promise<string[]> {
  const { context, value } = parseWorkflow({ name: 'workflow.yml', content }, new NoOperationTraceWriter())
  if (value) await convertWorkflowTemplate(context, value)
  return context.errors.getErrors().map(({ message }) => message)
}

/** Validates the metadata of a GitHub action. @returns its errors, one line each */
export async function parseMetadata(content: string): Promise<string[]> {
  const { context, value } = parseAction({ name: 'action.yml', content }, new NoOperationTraceWriter())
  if (value) convertActionTemplate(context, value)
  return context.errors.getErrors().map(({ message }) => message)
}
