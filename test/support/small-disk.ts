import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own that is soon full, for what only a real ENOSPC shows. */
export interface SmallDisk {
  readonly path: string;
  /** Writes until there is no room for another byte. */
  fill(): void;
  /** Gives the room back that fill() took. */
  free(): void;
  destroy(): void;
}

/** Whether mountSmallDisk would give one here. */
export function mayMount(): boolean {
  const disk = mountSmallDisk(1);
  disk?.destroy();
  return disk !== null;
}

/** null where we may not mount a tmpfs: not root, not on Linux, or in a container without the right to. */
export function mountSmallDisk(mebibytes: number): SmallDisk | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
  const path = mkdtempSync(join(tmpdir(), 'marquee-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=0755`, 'tmpfs', path], { stdio: 'ignore' });
  } catch {
    rmdirSync(path);
    return null;
  }
  const ballast = join(path, 'ballast');
  return {
    path,
    fill() {
      const fd = openSync(ballast, 'a');
      // In ever smaller pieces: the last page of the file system, too.
      for (let bytes = 1 << 20; bytes >= 1; ) {
        try {
          if (writeSync(fd, Buffer.alloc(bytes)) < bytes) bytes >>= 1;
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
          bytes >>= 1;
        }
      }
      closeSync(fd);
    },
    free: () => rmSync(ballast, { force: true }),
    destroy() {
      execFileSync('umount', ['--lazy', path]);
      rmdirSync(path);
    },
  };
}
