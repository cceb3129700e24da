import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashApiKey } from '../domain/api-key.ts';
import { ROLES, type Role } from '../domain/ports/key-store.ts';
import { makeKey } from './keys.ts';
import type { CommandContext } from './shell.ts';

type DemoKeyDeps = Pick<CommandContext, 'config' | 'keyStore' | 'clock' | 'randomBytes'>;

/**
 * One key per role for trying things out. Kept in a file of DATA_DIR that only its owner can read, so that yesterday's curl line
 * works today; made anew when the file is gone or a key in it was revoked.
 */
export async function demoKeys(deps: DemoKeyDeps): Promise<Readonly<Record<Role, string>>> {
  const path = join(deps.config.dataDir, 'demo-keys.json');
  const kept = await readFile(path, 'utf8').then(
    (text) => JSON.parse(text) as Partial<Record<Role, string>>,
    () => ({}) as Partial<Record<Role, string>>,
  );
  const keys = {} as Record<Role, string>;
  for (const role of ROLES) {
    const key = kept[role];
    keys[role] =
      key !== undefined && (await isGood(deps, key, role))
        ? key
        : (await makeKey(deps, { role, name: `demo ${role}`, origin: 'app' })).key;
  }
  await writeFile(path, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  return keys;
}

async function isGood({ keyStore }: DemoKeyDeps, key: string, role: Role): Promise<boolean> {
  const found = await keyStore.findByHash(hashApiKey(key));
  return found !== null && found.revokedAt === null && found.role === role;
}
