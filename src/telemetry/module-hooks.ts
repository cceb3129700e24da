import { register } from 'import-in-the-middle/register-hooks.mjs';

/** The libraries whose calls become spans. */
const INSTRUMENTED = ['http', 'express', 'pg', 'ioredis'];

/**
 * Makes the instrumented libraries open to startTracing. Modules can only be opened as they are loaded: to be called once, before
 * anything imports them.
 */
export function hookModules(): void {
  register({ include: INSTRUMENTED });
}
