import { describe, expect, test } from '@jest/globals';
import { modelCard } from '../../src/commands/model-card.ts';
import type { GateComparison } from '../../src/domain/gate-verdict.ts';
import type { Manifest } from '../../src/domain/model-package.ts';
import type { RegisteredModel } from '../../src/domain/ports/model-store.ts';
import { aManifest } from './support.ts';

const UNSIGNED = { status: 'unsigned', keyId: null } as const;

function aModel(
  version: string,
  changes: Partial<Manifest> = {},
  state: RegisteredModel['state'] = 'retired',
): RegisteredModel {
  return {
    version,
    state,
    createdAt: '2026-11-20T11:00:00.000Z',
    promotedAt: state === 'live' || state === 'retired' ? '2026-11-20T12:00:00.000Z' : null,
    previousVersion: null,
    manifest: { ...aManifest(version), ...changes },
    verdict: null,
    refusals: [],
  };
}

/** Lines of one section, without its title. */
function section(card: string, title: string): string[] {
  const lines = card.split('\n');
  const from = lines.indexOf(`## ${title}`);
  expect(from).toBeGreaterThan(0);
  const length = lines.slice(from + 1).findIndex((line) => line.startsWith('## '));
  return lines.slice(from + 1, length < 0 ? undefined : from + 1 + length).filter((line) => line !== '');
}

const cardOf = (model: RegisteredModel, others: readonly RegisteredModel[] = []) =>
  modelCard(model, { signature: UNSIGNED, others: [model, ...others] });

describe('a card', () => {
  test('is plain markdown that begins with the version and where it stands', () => {
    const card = cardOf(aModel('v1', {}, 'live'));
    expect(card.split('\n').slice(0, 3)).toEqual([
      '# Model v1',
      '',
      'It is **live** since 2026-11-20T12:00:00.000Z. Made 2026-11-20T11:00:00.000Z.',
    ]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: no colours, that is the point.
    expect(card).not.toMatch(/\x1b|undefined|NaN|\[object/);
    for (const state of ['candidate', 'rejected'] as const) {
      expect(cardOf(aModel('v1', {}, state))).toContain(`**${state}**`);
    }
  });

  test('says on what window, counts and origins it was trained', () => {
    const data = {
      ...{ fromMs: Date.UTC(2026, 0, 1), untilMs: Date.UTC(2026, 1, 1), events: 12_345, users: 1, items: 50 },
      ...{
        origins: ['app', 'simulate'],
        sha256: 'abc',
        catalogueSha256: 'def',
        eventsByType: { play: 12_000, rate: 345 },
      },
    };
    const lines = section(cardOf(aModel('v1', { data })), 'What it was trained on').join('\n');
    for (const said of [
      '2026-01-01T00:00:00.000Z to 2026-02-01T00:00:00.000Z',
      '12,345 events of 1 user on 50 items',
      'play 12000, rate 345',
      'app, simulate',
      '`abc`',
      '`def`',
    ]) {
      expect(lines).toContain(said);
    }
    expect(section(cardOf(aModel('v1', { data })), 'Known limits').join()).toContain('viewers who are no people');
  });

  test('follows its parents to the first, to one that nobody knows, and never round in a circle', () => {
    const [grandparent, parent] = [aModel('v1'), aModel('v2', { parent: 'v1' })];
    const chain = section(cardOf(aModel('v3', { parent: 'v2' }), [parent, grandparent]), 'Lineage').join('\n');
    expect(chain).toMatch(/v3 \(this one\)\n1\. v2, retired, made 2026.*\n1\. v1, retired/);
    const orphan = section(cardOf(aModel('v3', { parent: 'v2' })), 'Lineage').join('\n');
    expect(orphan).toContain('v2, of which nothing is recorded here');
    const round = section(cardOf(aModel('v2', { parent: 'v1' }), [aModel('v1', { parent: 'v2' })]), 'Lineage');
    expect(round.filter((line) => line.startsWith('1.'))).toHaveLength(2);
    expect(section(cardOf(aModel('v1')), 'Lineage')).toEqual(['It has no parent: nothing was live when it was made.']);
  });

  test.each([
    ['absent', 'files are not here'],
    ['unsigned', 'It is not signed.'],
    ['unchecked', 'nobody here can say by whom'],
    ['valid', 'with the key k1'],
    ['invalid', 'of no key that is trusted'],
  ] as const)('says of a signature that is %s what that means', (status, said) => {
    const model = aModel('v1');
    const card = modelCard(model, { signature: { status, keyId: status === 'valid' ? 'k1' : null }, others: [model] });
    expect(section(card, 'Signature').join()).toContain(said);
  });

  test('has every stage and metric, with the interval where one was taken, and says where none was', () => {
    const bare = cardOf(aModel('v1'));
    expect(section(bare, 'Offline metrics')).toContain('| served | 0.1300 | 0.0700 |');
    expect(section(bare, 'Known limits').join()).toContain('No interval was taken');
    const metrics = { served: { 'hr@10': 0.13, users: 600 } };
    const intervals = { served: { 'hr@10': { ci95: [0.11, 0.15] } } } as const;
    const card = cardOf(aModel('v1', { metrics, intervals }));
    expect(section(card, 'Offline metrics')).toContain('| served | 0.1300 (0.1100 to 0.1500) | 600 |');
    expect(section(card, 'Known limits').join()).not.toContain('No interval was taken');
    expect(section(cardOf(aModel('v1', { metrics: {} })), 'Offline metrics')).toEqual(['None were measured.']);
  });

  test('says what the gate said, which heads were learned, what they count and how well they are calibrated', () => {
    const verdict = { passed: false, reason: 'worse than live' };
    const changes = { calibrationErrors: { play: 0.0123 }, heads: ['play', 'click'] } as const;
    const card = cardOf({ ...aModel('v1', changes), verdict });
    expect(section(card, 'What the gate said')).toEqual(['Not passed: worse than live.']);
    const heads = section(card, 'Heads and objectives');
    expect(heads).toContain('| play | yes | 1 | 0.0123 |');
    expect(heads).toContain('| hide | no: constant, it moves no order | -1 | not measured |');
    const limits = section(card, 'Known limits').join('\n');
    expect(limits).toContain('Not learned, for want of data: portion, complete, hide.');
    expect(limits).toContain('Calibration was not measured: click.');
  });

  test('has whom the gate compared it with, by how much, and why not', () => {
    const compared: GateComparison = {
      ...{ against: 'live', version: 'v0', measure: 'ndcg@10', users: 600, because: null },
      outcome: 'worse',
      ...{ served: 0.05, other: 0.07, difference: -0.02 },
      ci95: [-0.03, -0.01],
    };
    const skipped: GateComparison = {
      ...{ against: 'popularity', version: null, measure: 'ndcg@10', users: 0, because: 'no users' },
      outcome: 'skipped',
      ...{ served: null, other: null, difference: null, ci95: null },
    };
    const gate = { passed: false, reason: 'it is worse than live', comparisons: [compared, skipped] };
    const lines = section(cardOf(aModel('v1', { gate })), 'What the gate said');
    expect(lines).toContain('Not passed: it is worse than live.');
    expect(lines).toContain('| live (v0) | ndcg@10 | 600 | -0.0200 (-0.0300 to -0.0100) | worse |');
    expect(lines).toContain('| popularity | ndcg@10 | 0 |  | skipped: no users |');
  });

  test('has what replicas did not take it for', () => {
    const refusals = [{ reason: 'damaged', detail: 'half copied', atMs: Date.UTC(2026, 0, 1) }] as const;
    const card = cardOf({ ...aModel('v1'), refusals });
    expect(section(card, 'Refusals')).toEqual(['- 2026-01-01T00:00:00.000Z damaged: half copied']);
    expect(cardOf(aModel('v1'))).not.toContain('## Refusals');
  });
});
