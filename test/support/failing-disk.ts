import { existsSync } from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';

/**
 * Loaded into a process before anything else (`node --import`): once the file named by FAILING_DISK is there, every fdatasync fails
 * as it does when the kernel could not write back what it had taken, and says so once, as the kernel does: the next one "succeeds".
 */
const marker = process.env.FAILING_DISK!;
const fs = createRequire(import.meta.url)('node:fs') as typeof import('node:fs');
const { fdatasync } = fs;
let told = false;

fs.fdatasync = ((fd: number, callback: (error: NodeJS.ErrnoException | null) => void) => {
  if (told || !existsSync(marker)) return fdatasync(fd, callback);
  told = true;
  setImmediate(callback, Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO', errno: -5 }));
}) as typeof fdatasync;
syncBuiltinESMExports();
