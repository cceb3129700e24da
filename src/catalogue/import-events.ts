import type { ViewerEvent } from '../domain/event.ts';
import { accepted, type ImportRecord, refused } from './import-report.ts';
import { readNdjson } from './read-ndjson.ts';

/** What validation says of a list of event bodies: the same as for POST /v1/events, each judged alone. */
export type EventValidator = (bodies: readonly unknown[]) => {
  /** In the order of the bodies, the rejected ones left out. */
  readonly accepted: readonly ViewerEvent[];
  readonly rejected: readonly { readonly index: number; readonly code: string; readonly detail: string }[];
};

/** Events as NDJSON, one a line, shaped as in POST /v1/events; in batches as the source delivers. */
export async function* importEvents(
  source: AsyncIterable<Uint8Array | string>,
  file: string,
  validate: EventValidator,
): AsyncGenerator<readonly ImportRecord<ViewerEvent>[]> {
  for await (const records of readNdjson(source, file)) yield judgeBodies(records, validate);
}

/** Records whose values must be event bodies; those that are none are refused with the reason. In the same order. */
export function judgeBodies(
  records: readonly ImportRecord<unknown>[],
  validate: EventValidator,
): readonly ImportRecord<ViewerEvent>[] {
  const read = records.filter((record) => !record.refusal);
  const verdict = validate(read.map((record) => record.value));
  const rejections = new Map(verdict.rejected.map((rejection) => [rejection.index, rejection]));
  let readIndex = 0;
  let acceptedIndex = 0;
  return records.map((record): ImportRecord<ViewerEvent> => {
    if (record.refusal) return record;
    const rejection = rejections.get(readIndex++);
    return rejection
      ? refused(record.file, record.line, rejection.code, rejection.detail)
      : accepted(record.file, record.line, verdict.accepted[acceptedIndex++]!);
  });
}
