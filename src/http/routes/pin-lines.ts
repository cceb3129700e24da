import { hash } from 'node:crypto';
import type { ImportRecord } from '../../catalogue/import-report.ts';
import { readNdjson } from '../../catalogue/read-ndjson.ts';
import { MarqueeError } from '../../domain/errors.ts';
import type { Once } from '../../domain/ports/pin-store.ts';
import type { PinBoard } from '../../editorial/pins.ts';
import { onceOf } from '../once.ts';
import type { Call } from '../route.ts';
import { pinDraft } from '../schemas/pin.ts';
import { validate } from '../validate.ts';

/**
 * Makes a pin of each NDJSON line as it arrives, each by itself. Refused lines are reported, the first MAX_REPORTED by name. With an
 * Idempotency-Key each line is made once under its number. Throws 'body-too-large' at a line over the limit: what was made before it
 * stays.
 */
export async function storePinLines(
  call: Pick<Call, 'stream' | 'caller' | 'idempotencyKey'>,
  pinBoard: Pick<PinBoard, 'add'>,
  validateOnly: boolean,
) {
  const rejected: Rejected[] = [];
  let rejectedCount = 0;
  let accepted = 0;

  /** Why the line is no pin; null: it is one, and made. */
  async function refusalOf({ line, value, refusal }: ImportRecord<unknown>): Promise<Omit<Rejected, 'line'> | null> {
    if (refusal?.code === 'line-too-long') throw tooLong(line, accepted);
    if (refusal !== undefined) return refusal;
    try {
      const draft = validate(pinDraft, value, 'pin');
      if (!validateOnly) await pinBoard.add(draft, call.caller.keyId, onceOfLine(call, draft, line));
      return null;
    } catch (error) {
      if (error instanceof MarqueeError && OF_THE_LINE.includes(error.code)) {
        return { code: error.code, detail: error.message };
      }
      throw error;
    }
  }

  for await (const records of readNdjson(call.stream, 'body')) {
    for (const record of records) {
      const refusal = await refusalOf(record);
      if (refusal === null) accepted++;
      else if (rejectedCount++ < MAX_REPORTED) {
        rejected.push({ line: record.line, code: refusal.code, detail: refusal.detail });
      }
    }
  }
  return { accepted, rejected, rejectedCount };
}

interface Rejected {
  readonly line: number;
  readonly code: string;
  readonly detail: string;
}

/** Errors that are the fault of one line: any other ends the request. */
const OF_THE_LINE: readonly string[] = ['invalid-request', 'idempotency-key-reused'];
const MAX_REPORTED = 10_000;

function onceOfLine(call: Pick<Call, 'caller' | 'idempotencyKey'>, body: unknown, line: number): Once | null {
  const once = onceOf({ ...call, body } as Call);
  return once && { ...once, key: hash('sha256', `${once.key} line ${line}`, 'hex') };
}

const tooLong = (line: number, accepted: number): MarqueeError =>
  new MarqueeError(
    'body-too-large',
    `Line ${line} is too long. The ${accepted} valid pins before it are made; shorten it and send the rest.`,
  );
