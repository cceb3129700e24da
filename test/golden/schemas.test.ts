import { describe, expect, test } from '@jest/globals';
import { type DataContract, dataContracts } from '../../src/http/contracts.ts';
import { type FrozenContract, judgeContract, readFrozen } from '../support/frozen-schemas.ts';
import { breakingChanges } from '../support/schema-compatibility.ts';

const sent = {
  type: 'object',
  properties: {
    id: { type: 'string', pattern: '^[a-z]+$', maxLength: 9 },
    kind: { type: 'string', enum: ['film', 'clip'] },
    portion: { type: 'number', minimum: 0, maximum: 1 },
    tags: { type: 'array', items: { type: 'string' }, maxItems: 3 },
    note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    window: { $ref: '#/$defs/Window' },
    count: { type: 'integer', default: 1 },
  },
  required: ['id', 'kind'],
  additionalProperties: false,
  $defs: { Window: { type: 'object', properties: { from: { type: 'string' } }, additionalProperties: false } },
};
const read = {
  type: 'object',
  properties: {
    at: { type: 'string', format: 'date-time', 'x-postgres-type': 'timestamp with time zone' },
    portion: { type: ['number', 'null'] },
    rows: { type: 'array', items: { type: 'object', properties: { rowId: { type: 'string' } }, required: ['rowId'] } },
    kind: { type: 'string', enum: ['film', 'clip'] },
    more: { type: 'integer' },
  },
  required: ['at', 'portion', 'rows'],
};

/** The schema with one field replaced, or without it. */
const withField = <S extends { properties: object }>(schema: S, name: string, field?: object): S => ({
  ...schema,
  properties: Object.fromEntries(
    Object.entries({ ...schema.properties, [name]: field }).filter(([, value]) => value !== undefined),
  ) as S['properties'],
});

describe('what is sent to us', () => {
  const breaks = (newer: object) => breakingChanges(sent, newer, 'backward');

  test.each([
    ['nothing', sent],
    ['a new optional field', withField(sent, 'colour', { type: 'string' })],
    ['a new value', withField(sent, 'kind', { type: 'string', enum: ['film', 'clip', 'live'] })],
    ['wider bounds', withField(sent, 'portion', { type: 'number', minimum: -1 })],
    ['a field that is needed no more', { ...sent, required: ['id'] }],
    ['any text where it had a pattern', withField(sent, 'id', { type: 'string' })],
    ['null where it was not', withField(sent, 'portion', { type: ['number', 'null'], minimum: 0, maximum: 1 })],
    ['a number where it had to be whole', withField(sent, 'count', { type: 'number', default: 1 })],
    ['other words of explanation', withField(sent, 'portion', { ...sent.properties.portion, description: 'x' })],
    ['other fields let through', { ...sent, additionalProperties: true }],
  ])('may change by %s', (_, newer) => {
    expect(breaks(newer)).toEqual([]);
  });

  test.each([
    ['a field is gone', withField(sent, 'note'), 'note is gone'],
    ['a field is renamed', withField(withField(sent, 'note'), 'remark', sent.properties.note), 'note is gone'],
    ['a field is needed', { ...sent, required: ['id', 'kind', 'note'] }, 'note is needed now'],
    [
      'a new field is needed',
      { ...withField(sent, 'colour', { type: 'string' }), required: ['id', 'kind', 'colour'] },
      'colour is needed now',
    ],
    ['a value is taken away', withField(sent, 'kind', { type: 'string', enum: ['film'] }), 'kind may not be clip'],
    ['any text becomes a choice', withField(sent, 'note', { enum: ['a'], type: 'string' }), 'note'],
    ['a bound is narrowed', withField(sent, 'portion', { type: 'number', minimum: 0, maximum: 0.5 }), 'maximum'],
    ['a bound is new', withField(sent, 'tags', { ...sent.properties.tags, minItems: 1 }), 'tags has another minItems'],
    ['a pattern changes', withField(sent, 'id', { type: 'string', pattern: '^[a-y]+$', maxLength: 9 }), 'pattern'],
    ['a type changes', withField(sent, 'count', { type: 'string', default: 1 }), 'was of type integer and is string'],
    ['a number has to be whole', withField(sent, 'portion', { type: 'integer', minimum: 0, maximum: 1 }), 'portion'],
    ['null is taken no more', withField(sent, 'note', { type: 'string' }), 'note was of type null'],
    ['what stands for absence changes', withField(sent, 'count', { type: 'integer', default: 2 }), 'another default'],
    [
      'elements are narrowed',
      withField(sent, 'tags', { type: 'array', items: { type: 'integer' }, maxItems: 3 }),
      '[]',
    ],
    ['a field inside is gone', { ...sent, $defs: { Window: { type: 'object', additionalProperties: false } } }, 'from'],
    [
      'a keyword is one that nobody has compared',
      { ...sent, dependentRequired: { id: ['note'] } },
      'dependentRequired',
    ],
  ])('may not change so that %s', (_, newer, saying) => {
    expect(breaks(newer).join('\n')).toContain(saying);
  });
});

describe('what is read from us', () => {
  const breaks = (newer: object) => breakingChanges(read, newer, 'forward');

  test.each([
    ['nothing', read],
    ['a new field', withField(read, 'colour', { type: 'string' })],
    ['a new value', withField(read, 'kind', { type: 'string', enum: ['film', 'live'] })],
    ['a promise more', { ...read, required: [...read.required, 'kind'] }],
    ['null no more', withField(read, 'portion', { type: 'number' })],
  ])('may change by %s', (_, newer) => {
    expect(breaks(newer)).toEqual([]);
  });

  test.each([
    ['a field is gone', withField(read, 'portion'), 'portion is gone'],
    ['an optional field is gone', withField(read, 'more'), 'more is gone'],
    ['a field may be absent', { ...read, required: ['at', 'rows'] }, 'portion may be absent now'],
    [
      'a field may be null',
      withField(read, 'more', { type: ['integer', 'null'] }),
      'more was of type integer and is null',
    ],
    ['a type changes', withField(read, 'kind', { type: 'integer' }), 'kind was of type string and is integer'],
    ['a whole number may have a fraction', withField(read, 'more', { type: 'number' }), 'more'],
    ['the type of a column changes', withField(read, 'at', { ...read.properties.at, 'x-postgres-type': 'date' }), 'at'],
    ['a format is gone', withField(read, 'at', { ...read.properties.at, format: undefined }), 'format'],
    ['a field inside is gone', withField(read, 'rows', { type: 'array', items: { type: 'object' } }), 'rows[].rowId'],
  ])('may not change so that %s', (_, newer, saying) => {
    expect(breaks(newer).join('\n')).toContain(saying);
  });
});

describe('a published version', () => {
  const frozen: FrozenContract = { name: 'events', version: 1, compatibility: 'backward', schema: sent };
  const grown = withField(sent, 'colour', { type: 'string' });
  const broken = withField(sent, 'note');

  test('may grow, and its copy with it', () => {
    expect(judgeContract(frozen, [frozen])).toBe('frozen');
    expect(judgeContract({ ...frozen, schema: grown }, [frozen])).toBe('to be frozen');
  });

  test('may not break; the next version may', () => {
    expect(judgeContract({ ...frozen, schema: broken }, [frozen])).toEqual({ refused: ['note is gone'] });
    expect(judgeContract({ ...frozen, schema: broken, version: 2 }, [frozen])).toBe('to be frozen');
  });

  test('is followed by the next one, and never taken back', () => {
    expect(judgeContract({ ...frozen, version: 3 }, [frozen])).toHaveProperty('refused');
    expect(judgeContract(frozen, [frozen, { ...frozen, version: 2 }])).toHaveProperty('refused');
    expect(judgeContract({ ...frozen, compatibility: 'forward' }, [frozen])).toHaveProperty('refused');
  });
});

describe('the contracts of this release', () => {
  const published = readFrozen();

  test.each(dataContracts())(
    '$name is as it was published: what breaks needs a new version, what grows is frozen',
    (contract) => {
      const verdict = judgeContract(contract, published);
      const advice =
        typeof verdict === 'object'
          ? 'This breaks who relies on it: bump its version in src/http/contracts.ts, then run npm run freeze:schemas.'
          : 'Run npm run freeze:schemas.';
      expect({ verdict, advice }).toEqual({ verdict: 'frozen', advice });
    },
  );

  test('none that was published is missing', () => {
    const names = new Set(dataContracts().map(({ name }) => name));
    expect(published.filter(({ name }) => !names.has(name))).toEqual([]);
  });

  test('each says who answers for it, how fresh it is, and has an id that is the hash of its schema', () => {
    const contracts = dataContracts();
    for (const { owner, freshness, schemaId, schema } of contracts) {
      expect([owner, freshness.meaning].every((text) => text.length > 3)).toBe(true);
      expect(freshness.targetS).toBeGreaterThanOrEqual(0);
      expect(schemaId).toMatch(/^[0-9a-f]{16}$/);
      expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    }
    const ids = (list: readonly DataContract[]) => list.map(({ schemaId }) => schemaId);
    expect(ids(dataContracts())).toEqual(ids(contracts));
    expect(new Set(ids(contracts)).size).toBe(contracts.length);
  });
});
