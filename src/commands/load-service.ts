import { type Config, tracesEndpoint } from '../config.ts';

/**
 * Loads the service and all it imports; where traces are wanted, with the libraries open to them. That must come before the first
 * of these imports, so whoever starts a service from a process of its own loads it here and not by an import.
 */
export async function loadService(config: Config): Promise<typeof import('./service.ts')> {
  if (tracesEndpoint(config) !== null) (await import('../telemetry/module-hooks.ts')).hookModules();
  return import('./service.ts');
}
