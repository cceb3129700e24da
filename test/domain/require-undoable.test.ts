import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { MarqueeError } from '../../src/domain/errors.ts';
import { type ObjectChange, requireUndoable } from '../../src/domain/require-undoable.ts';

/** What was said against undoing a change; null: nothing. */
function refusal(id: number, changes: readonly ObjectChange[]): string | null {
  try {
    requireUndoable(
      id,
      changes.filter((change) => change.id >= id),
    );
    return null;
  } catch (error) {
    expect((error as MarqueeError).code).toBe('cannot-undo');
    return (error as MarqueeError).message;
  }
}

const put = (id: number, undoes: number | null = null): ObjectChange => ({ id, action: 'template.put', undoes });

describe('whether a change can be undone', () => {
  test('the last one can; one that another came after cannot, and the sentence names that one', () => {
    const changes = [put(3), put(7)];
    expect(refusal(7, changes)).toBeNull();
    expect(refusal(3, changes)).toContain('change 7 (template.put) came after change 3');
  });

  test('once what came after is undone it can again', () => {
    expect(refusal(3, [put(3), put(7), put(8, 7)])).toBeNull();
  });

  test('one that was undone cannot be again, and the sentence names its undo; that can be undone', () => {
    const changes = [put(3), put(7), put(8, 7)];
    expect(refusal(7, changes)).toBe('Change 7 was undone already, by change 8.');
    expect(refusal(8, changes)).toBeNull();
  });

  test('of a change that was undone and brought back, the sentences name the undo that brought it back', () => {
    const changes = [put(3), put(7), put(8, 7), put(9, 8)];
    expect(refusal(3, changes)).toContain('change 9 (template.put) came after change 3');
    expect(refusal(7, changes)).toContain('by change 8; what was done about that since ends with change 9');
    expect(refusal(9, changes)).toBeNull();
  });

  test('whatever was changed and undone before: a change can be undone once, and only where the object is as it left it', () => {
    const step = fc.oneof(fc.constant(null), fc.nat({ max: 30 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        // Every change makes something that never was; an undo brings back what was before.
        const changes: (ObjectChange & { readonly before: number; readonly after: number })[] = [];
        let made = 0;
        let current = made;
        for (const undone of steps) {
          const before = current;
          const of = undone === null ? undefined : changes[undone];
          if (of === undefined) current = ++made;
          else {
            const isFirst = changes.every(({ undoes }) => undoes !== of.id);
            const allowed = isFirst && of.after === current;
            expect(refusal(of.id, changes) === null).toBe(allowed);
            if (!allowed) continue;
            current = of.before;
          }
          changes.push({ ...put(changes.length * 2 + 1, of?.id ?? null), before, after: current });
        }
      }),
      { numRuns: 500 },
    );
  });
});
