import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';

/** A small file, whole or not at all. Its name is on the disk when its directory has been synced. */
export function writeDurably(path: string, text: string): void {
  const unfinished = `${path}.new`;
  const fd = openSync(unfinished, 'w', 0o600);
  try {
    writeSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(unfinished, path);
}
