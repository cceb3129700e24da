import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Line, MAX_LINE_BYTES, readLines } from '../../src/catalogue/read-lines.ts';
import { bytesOf, collect } from './support.ts';

const read = (...chunks: (string | Uint8Array)[]): Promise<Line[]> => collect(readLines(bytesOf(...chunks)));

describe('readLines', () => {
  test('numbers lines from 1, blank ones too, and takes either line end', async () => {
    expect(await read('a\r\n\n \nb\nc')).toEqual([
      { number: 1, text: 'a' },
      { number: 4, text: 'b' },
      { number: 5, text: 'c' },
    ]);
  });

  test('however the bytes are cut into chunks, the lines are the same', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n]/g, ''))),
        fc.array(fc.nat(40)),
        async (texts, cuts) => {
          const bytes = Buffer.from(texts.join('\n'));
          const chunks: Uint8Array[] = [];
          let start = 0;
          for (const cut of cuts) {
            chunks.push(bytes.subarray(start, start + cut));
            start += cut;
          }
          chunks.push(bytes.subarray(start));
          const expected = texts.flatMap((text, index) => (text.trim() === '' ? [] : [{ number: index + 1, text }]));
          expect(await read(...chunks)).toEqual(expected);
        },
      ),
    );
  });

  test('the lines of a chunk come before the next chunk is waited for', async () => {
    let asked = 0;
    async function* slowPipe() {
      asked++;
      yield Buffer.from('first\nsec');
      asked++;
      yield Buffer.from('ond\n');
    }
    const lines = readLines(slowPipe());
    expect((await lines.next()).value).toEqual([{ number: 1, text: 'first' }]);
    expect(asked).toBe(1);
    expect((await lines.next()).value).toEqual([{ number: 2, text: 'second' }]);
  });

  test('a line that is too long or no UTF-8 costs itself alone', async () => {
    const long = 'x'.repeat(MAX_LINE_BYTES / 2);
    expect(await read('a\n', long, long, 'x', '\nb\n', Buffer.from([0xff, 0xfe, 10]), 'c')).toEqual([
      { number: 1, text: 'a' },
      { number: 2, problem: 'line-too-long' },
      { number: 3, text: 'b' },
      { number: 4, problem: 'invalid-utf8' },
      { number: 5, text: 'c' },
    ]);
  });
});
