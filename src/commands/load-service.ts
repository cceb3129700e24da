import { type Config, tracesEndpoint } from '../config.ts';

/**
 * Loads the service and all it imports; where traces are wanted, with the libraries open to them. That must come before the first
 * of these imports, so whoever starts a service from a process of its own loads it here and not by an import.
 */
export async function loadService(config: Config): Promise<typeof import('./service.ts')> {
  await hookModules(config);
  return import('./service.ts');
}

/** The same for a worker of `serve --workers`. */
export async function loadServeWorker(config: Config): Promise<typeof import('./serve-worker.ts')> {
  await hookModules(config);
  return import('./serve-worker.ts');
}

async function hookModules(config: Config): Promise<void> {
  if (tracesEndpoint(config) !== null) (await import('../telemetry/module-hooks.ts')).hookModules();
}
