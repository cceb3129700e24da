import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MarqueeError } from '../domain/errors.ts';
import { importsDirectory } from './import-sink.ts';
import { workersDirectory } from './lane-finisher.ts';
import { finishLeftLanes, type LaneDeps, shipLane } from './left-lanes.ts';

export interface Adoption {
  /** Lanes whose records are all in Postgres and in the user states now. */
  readonly shipped: readonly string[];
  /** Bytes that their journals had on the disk. */
  readonly bytes: number;
}

/**
 * Ships what a process that is gone left in `directory`: a DATA_DIR with the lanes of its workers and imports, one of those lanes,
 * or a journal's own directory, also a copy of it. Its own journal is left without a record and can be used again; lanes under
 * it are removed. Throws MarqueeError 'already-running' when another process holds one of them (what was shipped before stays
 * shipped), 'bad-argument' when no journal has ever been there, 'data-check-failed' when it is another tenant's. Doing it again,
 * or beside another who does it with a copy, ships nothing twice: the offset in Postgres belongs to the journal's id.
 */
export async function adopt(deps: LaneDeps, directory: string, signal?: AbortSignal): Promise<Adoption> {
  const shipped: string[] = [];
  let bytes = 0;
  if (await isLane(directory)) {
    const size = await shipLane(deps, directory, signal);
    if (size === null) throw held(directory);
    shipped.push(directory);
    bytes += size;
  }
  for (const root of [workersDirectory(directory), importsDirectory(directory)]) {
    if (!existsSync(root)) continue;
    const lanes = await finishLeftLanes(deps, root, { signal });
    shipped.push(...lanes.finished);
    bytes += lanes.bytes;
    if (lanes.held[0] !== undefined) throw held(lanes.held[0]);
  }
  return { shipped, bytes };
}

const held = (directory: string): MarqueeError =>
  new MarqueeError(
    'already-running',
    `A Marquee process is using ${directory}: it ships its journal itself. Adopt what a process left that is gone.`,
  );

/** A place where a journal is, or was before it was shipped. */
async function isLane(directory: string): Promise<boolean> {
  const names = await readdir(directory).catch(() => null);
  if (names === null) throw new MarqueeError('bad-argument', `There is no directory ${directory} that can be read.`);
  const has = (name: string) => names.includes(name);
  if (has('journal-id') || existsSync(join(directory, 'journal', 'journal-id'))) return true;
  if (!has('workers') && !has('imports'))
    throw new MarqueeError('bad-argument', `There is no journal in ${directory}.`);
  return false;
}
