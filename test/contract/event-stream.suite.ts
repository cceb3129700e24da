import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type DeliveredRecord,
  type EventStream,
  MAX_STREAM_RECORD_BYTES,
  STREAM_GROUPS,
  type StreamGroup,
  type StreamRecord,
} from '../../src/domain/ports/event-stream.ts';
import { eventually } from '../support/service.ts';

/** As far as a journal of one process serves it, too. */
export type StreamUnderTest = Pick<EventStream, 'publish' | 'subscribe' | 'settled' | 'backlog' | 'close'>;

export interface StreamHome {
  /** Opens the stream: again, with all it has, after a close. */
  open(): Promise<StreamUnderTest>;
  destroy(): Promise<void>;
}

/** What every EventStream promises. `make` gives a home without records. */
export function describeEventStream(name: string, make: (options: { maxBytes: number }) => Promise<StreamHome>): void {
  describe(`an event stream in ${name}`, () => {
    let home: StreamHome;
    let stream: StreamUnderTest;

    beforeEach(async () => {
      home = await make({ maxBytes: MAX_BYTES });
      stream = await home.open();
    }, 60_000);
    afterEach(async () => {
      await stream.close();
      await home.destroy();
    }, 60_000);

    const reopen = async (): Promise<void> => {
      await stream.close();
      stream = await home.open();
    };
    /** Notes what a group handles; `failing` says whether it fails this time. */
    function collect(group: StreamGroup, failing: () => boolean = () => false) {
      const seen: string[] = [];
      let failures = 0;
      stream.subscribe(group, {
        maxRecords: 1000,
        lingerMs: 0,
        async handle(records) {
          if (failing()) {
            failures++;
            throw new Error('not this time');
          }
          seen.push(...records.map(textOf));
        },
      });
      return { seen, failures: () => failures };
    }
    const collectAll = () => STREAM_GROUPS.map((group) => collect(group));

    test('what was acknowledged reaches every group, unchanged, and then nothing is left', async () => {
      const groups = collectAll();
      await stream.publish(records('a', 3));
      await stream.publish(records('b', 2));
      await stream.settled();
      for (const { seen } of groups) expect(seen.toSorted()).toEqual(['a0', 'a1', 'a2', 'b0', 'b1']);
      expect(await stream.backlog()).toEqual({ records: 0, bytes: 0, oldestAtMs: null });
    });

    test('what was acknowledged before anyone read, and before a restart, reaches every group after it', async () => {
      await stream.publish(records('early', 3));
      expect((await stream.backlog()).bytes).toBeGreaterThan(0);
      await reopen();
      const groups = collectAll();
      await stream.settled();
      for (const { seen } of groups) expect(seen.toSorted()).toEqual(['early0', 'early1', 'early2']);
    });

    test('what every group has handled does not come again after a restart', async () => {
      collectAll();
      await stream.publish(records('old', 2));
      await stream.settled();
      await reopen();
      const groups = collectAll();
      await stream.publish(records('new', 1));
      await stream.settled();
      for (const { seen } of groups) expect(seen).toEqual(['new0']);
    });

    test('a handler that fails gets the same records again until it succeeds', async () => {
      let left = 3;
      const log = collect('log', () => left-- > 0);
      collect('state');
      await stream.publish(records('x', 2));
      await stream.settled();
      expect(log.failures()).toBe(3);
      expect(log.seen.toSorted()).toEqual(['x0', 'x1']);
    });

    test('a group that fails holds nobody else up, and has everything once it can', async () => {
      let broken = true;
      const log = collect('log', () => broken);
      const state = collect('state');
      await stream.publish(records('y', 3));
      await eventually(
        async () => state.seen.length,
        (seen) => seen === 3,
        WITHIN_MS,
      );
      await eventually(
        async () => log.failures(),
        (failures) => failures > 0,
        WITHIN_MS,
      );
      await stream.publish(records('z', 1));
      await eventually(
        async () => state.seen.length,
        (seen) => seen === 4,
        WITHIN_MS,
      );
      expect(log.seen).toEqual([]);
      broken = false;
      await stream.settled();
      expect(log.seen.toSorted()).toEqual(['y0', 'y1', 'y2', 'z0']);
    });

    test('what a failing group has not handled is there for it after a restart', async () => {
      const log = collect('log', () => true);
      const state = collect('state');
      await stream.publish(records('q', 2));
      await eventually(async () => log.failures() > 0 && state.seen.length === 2, Boolean, WITHIN_MS);
      await reopen();
      const again = collect('log');
      await eventually(
        async () => again.seen.length,
        (seen) => seen >= 2,
        WITHIN_MS,
      );
      expect([...new Set(again.seen)].toSorted()).toEqual(['q0', 'q1']);
    });

    test('full, it acknowledges nothing, keeps all it acknowledged, and takes more once that is handled', async () => {
      const acknowledged: string[] = [];
      const filler = 'f'.repeat(50_000);
      let refused: unknown = null;
      for (let index = 0; refused === null; index++) {
        const text = `${index}:${filler}`;
        await stream.publish([record(text, `full${index}`)]).then(
          () => acknowledged.push(text),
          (error: unknown) => {
            refused = error;
          },
        );
        expect(index).toBeLessThan(MAX_BYTES / filler.length + 10);
      }
      expect(refused).toMatchObject({ code: 'journal-unavailable' });
      const [log, state] = collectAll();
      await stream.settled();
      expect(log!.seen.toSorted()).toEqual(acknowledged.toSorted());
      expect(state!.seen.toSorted()).toEqual(acknowledged.toSorted());
      await eventually(
        () =>
          stream.publish(records('room', 1)).then(
            () => true,
            () => false,
          ),
        Boolean,
        WITHIN_MS,
      );
    });

    test('thousands published in a row all arrive, each once where nothing fails', async () => {
      const groups = collectAll();
      for (let call = 0; call < 10; call++) await stream.publish(records(`many${call}-`, 500));
      await stream.settled();
      for (const { seen } of groups) {
        expect(seen).toHaveLength(5000);
        expect(new Set(seen).size).toBe(5000);
      }
    });

    test('a record of the largest size arrives whole', async () => {
      const text = 'm'.repeat(MAX_STREAM_RECORD_BYTES);
      const [log, state] = collectAll();
      await stream.publish([record(text)]);
      await stream.settled();
      expect(log!.seen[0] === text && state!.seen[0] === text).toBe(true);
    });

    test('closed, it acknowledges nothing', async () => {
      const closed = await home.open().catch(() => stream);
      await closed.close();
      await expect(closed.publish(records('late', 1))).rejects.toMatchObject({ code: 'journal-unavailable' });
    });
  });
}

const MAX_BYTES = 4 * 1024 ** 2;
const WITHIN_MS = 20_000;

const record = (text: string, id = text.slice(0, 40)): StreamRecord => ({
  id,
  userKey: Buffer.from(id).toString('hex').padEnd(32, '0').slice(-32),
  payload: Buffer.from(text),
});
const records = (prefix: string, count: number): StreamRecord[] =>
  Array.from({ length: count }, (_, index) => record(`${prefix}${index}`));
const textOf = ({ payload }: DeliveredRecord): string => Buffer.from(payload).toString();
