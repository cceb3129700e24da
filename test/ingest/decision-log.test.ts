import { describe, expect, test } from '@jest/globals';
import { MarqueeError } from '../../src/domain/errors.ts';
import type { Journal } from '../../src/domain/ports/journal.ts';
import { NO_METRICS } from '../../src/domain/ports/metrics.ts';
import { createEventIntake } from '../../src/ingest/accept-events.ts';
import { createDecisionLog } from '../../src/ingest/decision-log.ts';
import { open, readAll, recordingLogger, temporaryDirectory } from '../adapters/journal/support.ts';
import { aDecision, anEvent } from '../support/log-fixtures.ts';

describe('the decision log', () => {
  test('has the record with the operating system when it says so', async () => {
    const directory = temporaryDirectory();
    const journal = await open(directory, { syncDelayMs: 60_000 });
    const log = createDecisionLog(journal, NO_METRICS, recordingLogger().logger);
    expect(log.record(aDecision([1, 2]))).toBe(true);
    const survivor = await open(directory);
    expect(await readAll(survivor)).toHaveLength(1);
    await survivor.close();
    await journal.close();
  });

  test('a journal that cannot take a page costs the record, never the page; each is counted, the trouble told once', () => {
    let isFull = true;
    const append = (): number => {
      if (isFull) throw new MarqueeError('journal-unavailable', 'full');
      return 0;
    };
    let unlogged = 0;
    const { logger, lines } = recordingLogger();
    const log = createDecisionLog(
      { append } as unknown as Journal,
      { ...NO_METRICS, unlogged: () => unlogged++ },
      logger,
    );
    expect([1, 2, 3].map((itemNo) => log.record(aDecision([itemNo])))).toEqual([false, false, false]);
    isFull = false;
    expect(log.record(aDecision([4]))).toBe(true);
    expect(unlogged).toBe(3);
    expect(lines.map(({ level, fields }) => [level, 'lost' in fields ? fields.lost : null])).toEqual([
      ['error', null],
      ['warn', 3],
    ]);
  });
});

describe('the event intake', () => {
  test('resolves when the events can be read back, one record a call', async () => {
    const journal = await open(temporaryDirectory());
    await createEventIntake(journal).accept([anEvent({ eventId: 'a' }), anEvent({ eventId: 'b' })]);
    expect(await readAll(journal)).toHaveLength(1);
    await journal.close();
  });

  test('refuses when nothing may be acknowledged', async () => {
    const journal = await open(temporaryDirectory(), { maxBytes: 100 });
    const accepted = createEventIntake(journal).accept([anEvent({ eventId: 'a' })]);
    await expect(accepted).rejects.toMatchObject({ code: 'journal-unavailable' });
    await journal.close();
  });
});
