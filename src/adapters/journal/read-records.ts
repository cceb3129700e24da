import { type ParsedRecords, parseRecords } from './record.ts';
import { readSegment, type Segment } from './segment.ts';

/**
 * Records of a segment from a position on, at most about maxBytes of them (at least one, or one damage), none beyond `end`, which
 * is where a record ends. Rejects as the disk does when it cannot read: only bytes that were read can be called damaged.
 */
export async function readRecords(
  segment: Segment,
  position: number,
  end: number,
  maxBytes: number,
): Promise<ParsedRecords> {
  for (let wanted = maxBytes; position < end; wanted *= 4) {
    const until = Math.min(end, position + wanted);
    const bytes = await readSegment(segment, position, until);
    const parsed = parseRecords(bytes, position, until === end, maxBytes);
    if (parsed.consumedBytes > 0) return parsed;
  }
  return { payloads: [], consumedBytes: 0, damage: [] };
}
