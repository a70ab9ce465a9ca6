export { type App, type AppOptions, buildApp } from './app.ts'
export type { Settings } from './config.ts'
export { AtlasError, StartError } from './errors.ts'
export type { Seed } from './seed.ts'
