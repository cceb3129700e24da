import { expect, test } from '@jest/globals';
import { combinedReadiness } from '../../src/commands/combined-readiness.ts';
import type { Readiness } from '../../src/http/admin.ts';

const OWN: Readiness = {
  state: 'ready',
  bestRung: null,
  model: null,
  journalBytes: 1,
  dependencies: { postgres: 'up', redis: 'up' },
  missing: [],
};
const ONE: Readiness = { ...OWN, bestRung: 'R0', model: 'v7', journalBytes: 20 };

test('several processes say together what the worst off of them says', () => {
  const other: Readiness = {
    ...ONE,
    bestRung: 'R1',
    journalBytes: 300,
    dependencies: { postgres: 'up', redis: 'down' },
    missing: ['model'],
  };
  expect(combinedReadiness(OWN, [ONE, other, { ...other, bestRung: 'R0' }])).toEqual({
    bestRung: 'R1',
    model: 'v7',
    journalBytes: 621,
    dependencies: { postgres: 'up', redis: 'down' },
    missing: ['model'],
  });
});

test('without a worker that answers there is no rung', () => {
  expect(combinedReadiness(OWN, [])).toMatchObject({ bestRung: null, model: null, journalBytes: 1 });
});

test('a package that one of them refuses is refused', () => {
  const refusedModel = { version: 'v8', reason: 'damaged' };
  expect(combinedReadiness(OWN, [ONE, { ...ONE, refusedModel }])).toMatchObject({ model: 'v7', refusedModel });
  expect(combinedReadiness(OWN, [ONE])).not.toHaveProperty('refusedModel');
});
