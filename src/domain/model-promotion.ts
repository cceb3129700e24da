import { MarqueeError } from './errors.ts';
import type { Manifest } from './model-package.ts';

/** What the registry knows of a version when one is to become live. */
export interface Promotable {
  readonly version: string;
  readonly manifest: Manifest;
  /** null: it never was live. */
  readonly promotedAt: unknown;
}

/**
 * How the audit log names making a version live beside the one that is. Going to one that was live before and knows no more is a
 * rollback. Throws MarqueeError 'precondition-failed' for one that never was and whose data ends earlier: that is nearly always a
 * mistake, and who means it says so.
 */
export function promotionOf(target: Promotable, live: Promotable | null): 'model.promote' | 'model.rollback' {
  if (live === null) return 'model.promote';
  if (target.promotedAt !== null) {
    return isOlder(live.manifest, target.manifest) ? 'model.promote' : 'model.rollback';
  }
  if (isOlder(target.manifest, live.manifest))
    throw new MarqueeError('precondition-failed', olderSentence(target, live));
  return 'model.promote';
}

/**
 * Whether one package was learned from less of the same log: the same origins, ended earlier. The years of a log that was imported say
 * nothing beside those of simulated viewers, nor those of a model that others made.
 */
export function isOlder({ data: one }: Manifest, { data: other }: Manifest): boolean {
  return one.origins.toSorted().join() === other.origins.toSorted().join() && one.untilMs < other.untilMs;
}

/** For people: why the older of two is not taken, and what to do about it. */
export function olderSentence(target: Pick<Promotable, 'version' | 'manifest'>, live: Omit<Promotable, 'promotedAt'>) {
  const end = ({ manifest }: { manifest: Manifest }): string => new Date(manifest.data.untilMs).toISOString();
  return (
    `Model ${target.version} is older than the live ${live.version}: its data ends ${end(target)}, the live one's ${end(live)}. ` +
    `If it has to be that one: "models rollback ${target.version}".`
  );
}
