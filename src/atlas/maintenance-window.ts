import { deferOnce, presentWindow, readWindow, toggleAutoDefer } from '../tenancy/maintenance-window.ts'
import type { Operation } from './operation.ts'
import { readProject, writeProject } from './project-operation.ts'

/** The operations on a project's maintenance window. */
export const MAINTENANCE_WINDOW_OPERATIONS: readonly Operation[] = [
  readProject('getGroupMaintenanceWindow', ({ project }) => ({ status: 200, body: presentWindow(project) })),
  writeProject('updateGroupMaintenanceWindow', {
    read: (body, { project: { maintenanceWindow } }, { services }) =>
      readWindow(services.validator, body, maintenanceWindow),
    handle({ project }, { services }, maintenanceWindow) {
      services.projects.update(project, { maintenanceWindow })
      return { status: 200 }
    }
  }),
  writeProject('resetGroupMaintenanceWindow', {
    handle({ project }, { services }) {
      services.projects.update(project, { maintenanceWindow: undefined })
      return { status: 204 }
    }
  }),
  writeProject('toggleGroupMaintenanceWindowAutoDefer', {
    handle({ project }, { services }) {
      services.projects.update(project, { maintenanceWindow: toggleAutoDefer(project) })
      return { status: 200 }
    }
  }),
  writeProject('deferGroupMaintenanceWindow', {
    handle({ project }, { services }) {
      services.projects.update(project, { maintenanceWindow: deferOnce(project) })
      return { status: 200 }
    }
  })
]
