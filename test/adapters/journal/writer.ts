import { openJournal } from '../../../src/adapters/journal/journal.ts';
import { SILENT_LOGGER } from '../../../src/domain/ports/logger.ts';

/** Appends numbered records from the given number on and prints each number once it is acknowledged, until it is killed. */
const [directory, firstNumber] = process.argv.slice(2);
const onFatal = (): never => process.exit(1);
const journal = await openJournal({
  directory: directory!,
  maxBytes: 1024 ** 3,
  segmentBytes: 64 * 1024,
  logger: SILENT_LOGGER,
  onFatal,
});
let next = Number(firstNumber);
await Promise.all(
  Array.from({ length: 8 }, async () => {
    for (;;) {
      const number = next++;
      await journal.appendDurable([Buffer.from(`${number}:${'x'.repeat(number % 500)}`)]);
      process.stdout.write(`${number}\n`);
    }
  }),
);
