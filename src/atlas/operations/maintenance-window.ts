import { deferOnce, presentWindow, readWindow, toggleAutoDefer } from '../../tenancy/maintenance-window.ts'
import { defineOperation, type Operation } from '../atlas-operation.ts'
import { PROJECT } from '../checks.ts'

/** The operations on a project's maintenance window. */
export const MAINTENANCE_WINDOW_OPERATIONS: readonly Operation[] = [
  defineOperation('getGroupMaintenanceWindow', PROJECT, ({ project }) => ({
    status: 200,
    body: presentWindow(project)
  })),
  defineOperation(
    'updateGroupMaintenanceWindow',
    PROJECT.withBody((body, { project: { maintenanceWindow } }, { services }) =>
      readWindow(services.validator, body, maintenanceWindow)
    ),
    ({ project, input }, { services }) => {
      services.projects.update(project, { maintenanceWindow: input })
      return { status: 200 }
    }
  ),
  defineOperation('resetGroupMaintenanceWindow', PROJECT, ({ project }, { services }) => {
    services.projects.update(project, { maintenanceWindow: undefined })
    return { status: 204 }
  }),
  defineOperation('toggleGroupMaintenanceWindowAutoDefer', PROJECT, ({ project }, { services }) => {
    services.projects.update(project, { maintenanceWindow: toggleAutoDefer(project) })
    return { status: 200 }
  }),
  defineOperation('deferGroupMaintenanceWindow', PROJECT, ({ project }, { services }) => {
    services.projects.update(project, { maintenanceWindow: deferOnce(project) })
    return { status: 200 }
  })
]
