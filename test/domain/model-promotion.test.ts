import { describe, expect, test } from '@jest/globals';
import type { Manifest } from '../../src/domain/model-package.ts';
import { isOlder, promotionOf } from '../../src/domain/model-promotion.ts';

const aManifest = (untilMs: number, ...origins: string[]) => ({ data: { untilMs, origins } }) as unknown as Manifest;
const aModel = (version: string, manifest: Manifest, promotedAt: string | null = null) => ({
  version,
  manifest,
  promotedAt,
});

describe('a package is older', () => {
  test('when its data ends earlier in the log of the same origins, in whatever order they are named', () => {
    expect(isOlder(aManifest(1, 'app', 'import'), aManifest(2, 'import', 'app'))).toBe(true);
    expect(isOlder(aManifest(2, 'app'), aManifest(2, 'app'))).toBe(false);
    expect(isOlder(aManifest(3, 'app'), aManifest(2, 'app'))).toBe(false);
  });

  test('and never when it was learned from another log, or from none of ours', () => {
    expect(isOlder(aManifest(1, 'app', 'import'), aManifest(2, 'app', 'import', 'simulate'))).toBe(false);
    expect(isOlder(aManifest(1, 'app', 'import', 'simulate'), aManifest(2, 'app', 'import'))).toBe(false);
    expect(isOlder(aManifest(1, 'import'), aManifest(2, 'app'))).toBe(false);
    expect(isOlder(aManifest(0), aManifest(2, 'app'))).toBe(false);
  });
});

describe('making a version live', () => {
  const live = aModel('live', aManifest(5, 'app'), '2026-01-01');

  test('is a promotion when nothing is live, and of anything as new', () => {
    expect(promotionOf(aModel('v', aManifest(1, 'app')), null)).toBe('model.promote');
    expect(promotionOf(aModel('v', aManifest(1, 'app'), '2025-01-01'), null)).toBe('model.promote');
    expect(promotionOf(aModel('v', aManifest(5, 'app')), live)).toBe('model.promote');
    expect(promotionOf(aModel('v', aManifest(1, 'import')), live)).toBe('model.promote');
  });

  test('is a rollback when it was live before and knows no more, a promotion when it knows more', () => {
    expect(promotionOf(aModel('v', aManifest(1, 'app'), '2025-01-01'), live)).toBe('model.rollback');
    expect(promotionOf(aModel('v', aManifest(5, 'app'), '2025-01-01'), live)).toBe('model.rollback');
    expect(promotionOf(aModel('v', aManifest(6, 'app'), '2025-01-01'), live)).toBe('model.promote');
  });

  test('is refused when it is older and never was live, and the sentence says what to do', () => {
    const old = aModel('old', aManifest(Date.UTC(2026, 0, 1), 'app'));
    const now = aModel('now', aManifest(Date.UTC(2026, 0, 2), 'app'), '2026-01-03');
    expect(() => promotionOf(old, now)).toThrow(
      expect.objectContaining({
        code: 'precondition-failed',
        message: expect.stringContaining('"models rollback old"'),
      }),
    );
    expect(() => promotionOf(old, now)).toThrow(/ends 2026-01-01T00:00:00.000Z, the live one's 2026-01-02T/);
  });
});
