import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MarqueeError } from '../../domain/errors.ts';
import { MIN_SECRET_BYTES } from '../../domain/secrets.ts';

/** What all secrets of a tenant follow from, as a file has it. `makeIfAbsent`: at the first start it is made there. */
export async function readMasterSecret(path: string, { makeIfAbsent }: { makeIfAbsent: boolean }): Promise<Uint8Array> {
  if (makeIfAbsent) await makeSecretOnce(path);
  const master = await readFile(path).catch((cause: unknown) => {
    throw new MarqueeError('bad-argument', `SECRET_FILE ${path} cannot be read.`, { cause });
  });
  if (master.length < MIN_SECRET_BYTES) {
    throw new MarqueeError('bad-argument', `${path} must hold at least ${MIN_SECRET_BYTES} random bytes.`);
  }
  return master;
}

async function makeSecretOnce(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  try {
    // 'wx': of two that start at once one makes it and the other reads it.
    await writeFile(path, randomBytes(64), { flag: 'wx', mode: 0o600, flush: true });
    await chmod(path, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
