/** Views in the order of their tabs; also the first part of their addresses. */
export const VIEWS = ['integrations', 'requests', 'faults', 'sandboxes', 'alerts'] as const

export type ViewName = (typeof VIEWS)[number]
