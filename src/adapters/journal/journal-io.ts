import { fdatasync, fsync, writevSync } from 'node:fs';
import { promisify } from 'node:util';

/** What the journal asks of the operating system when it writes; tests put failing disks here. */
export interface JournalIo {
  writev(fd: number, pieces: readonly Uint8Array[], offset: number): number;
  fdatasync(fd: number): Promise<void>;
  fsync(fd: number): Promise<void>;
}

export const SYSTEM_IO: JournalIo = {
  writev: (fd, pieces, offset) => writevSync(fd, pieces, offset),
  fdatasync: promisify(fdatasync),
  fsync: promisify(fsync),
};
