import { expect, test } from '@jest/globals';
import { parseTraceparent } from '../../src/telemetry/traceparent.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

test('a traceparent is read as the standard says', () => {
  expect(parseTraceparent(`00-${TRACE}-${SPAN}-01`)).toEqual({
    traceId: TRACE,
    spanId: SPAN,
    traceFlags: 1,
    isRemote: true,
  });
  expect(parseTraceparent(`00-${TRACE}-${SPAN}-00`)?.traceFlags).toBe(0);
});

test('flags of later standards do not disturb, nor do the fields of later versions', () => {
  expect(parseTraceparent(`00-${TRACE}-${SPAN}-03`)?.traceFlags).toBe(1);
  expect(parseTraceparent(`cc-${TRACE}-${SPAN}-01-what-comes`)?.traceId).toBe(TRACE);
});

test.each([
  ['absent', undefined],
  ['sent twice', [`00-${TRACE}-${SPAN}-01`, `00-${TRACE}-${SPAN}-01`]],
  ['of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
  ['without a parent', `00-${TRACE}-${'0'.repeat(16)}-01`],
  ['in capitals', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
  ['of the forbidden version', `ff-${TRACE}-${SPAN}-01`],
  ['of version 00 with more', `00-${TRACE}-${SPAN}-01-more`],
  ['cut short', `00-${TRACE}-${SPAN}`],
])('a traceparent that is %s counts as none', (_what, header) => {
  expect(parseTraceparent(header)).toBeNull();
});
