import { hash } from 'node:crypto';
import { MarqueeError } from '../../domain/errors.ts';
import type { ImpressionFilter, ImpressionPlace } from '../../domain/ports/impression-log.ts';
import { createTokenSeal } from '../../domain/signed-token.ts';

/** Where a question over impressions goes on, and in which time it was asked. */
export interface ImpressionCursor {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly place: ImpressionPlace;
}

export interface ImpressionCursors {
  seal(cursor: ImpressionCursor, filter: ImpressionFilter): string;
  /** Throws 'invalid-request' where the text is not what seal made, to the byte, for this filter. */
  open(text: string, filter: ImpressionFilter): ImpressionCursor;
}

/** The time goes with the cursor, so that "the last 7 days" are the same ones on every page. */
export function createImpressionCursors(secret: Uint8Array): ImpressionCursors {
  const tokens = createTokenSeal(secret, '', VERSION);
  return {
    seal({ fromMs, untilMs, place }, filter) {
      const bytes = Buffer.alloc(SIZE);
      bytes.writeDoubleBE(fromMs, 0);
      bytes.writeDoubleBE(untilMs, 8);
      bytes.writeDoubleBE(place.servedAtUs, 16);
      bytes.writeInt16BE(place.slot, 24);
      bytes.write(place.recommendationId.replaceAll('-', ''), 26, 'hex');
      bytes.set(markOf(filter), 42);
      return tokens.seal(bytes);
    },
    open(text, filter) {
      const payload = tokens.open(text);
      if (payload === null) refuse('The cursor is not one of ours: use nextCursor of the page before.');
      const bytes = Buffer.from(payload);
      if (!bytes.subarray(42).equals(markOf(filter))) {
        refuse('The cursor is of another question: send the filters of the page before with it, or leave it out.');
      }
      const id = bytes.toString('hex', 26, 42);
      const recommendationId = id.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
      const place = { servedAtUs: bytes.readDoubleBE(16), recommendationId, slot: bytes.readInt16BE(24) };
      return { fromMs: bytes.readDoubleBE(0), untilMs: bytes.readDoubleBE(8), place };
    },
  };
}

const VERSION = 1;
const MARK_BYTES = 16;
const SIZE = 42 + MARK_BYTES;

function markOf(filter: ImpressionFilter): Buffer {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined);
  const text = JSON.stringify(given.sort(([a], [b]) => (a < b ? -1 : 1)));
  return hash('sha256', text, 'buffer').subarray(0, MARK_BYTES);
}

function refuse(sentence: string): never {
  throw new MarqueeError('invalid-request', `query.cursor: ${sentence}`);
}
