import { lockDataDir } from '../../../src/adapters/journal/lock.ts';

/** Holds the lock of a directory until it is killed. */
await lockDataDir(process.argv[2]!);
process.stdout.write('locked\n');
setInterval(() => {}, 60_000);
