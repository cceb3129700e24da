import type { Manifest } from '../../domain/model-package.ts';
import { isOlder, olderSentence } from '../../domain/model-promotion.ts';
import { refusalOf } from '../../domain/model-refusal.ts';
import type { Change } from '../../domain/ports/audit-log.ts';
import type { ModelRegistry, ModelStore } from '../../domain/ports/model-store.ts';
import type { GateVerdict } from '../evaluation/gate.ts';

interface PublishDeps {
  readonly modelStore: Pick<ModelStore, 'check'>;
  readonly modelRegistry: Pick<ModelRegistry, 'list' | 'record' | 'promote'>;
}

/**
 * What becomes of a package that training has saved: live, or recorded as rejected with the reason. The gate's no can be overruled
 * with `force`; a package that no replica would load, or one older than the live one, is never made live by itself.
 */
export async function publishPackage(
  { modelStore, modelRegistry }: PublishDeps,
  manifest: Manifest,
  { verdict, force, change }: { verdict: GateVerdict; force: boolean; change: Change },
): Promise<{ readonly published: boolean; readonly verdict: GateVerdict }> {
  const { version } = manifest;
  const live = (await modelRegistry.list()).find(({ state }) => state === 'live');
  const refusal =
    live !== undefined && live.version !== version && isOlder(manifest, live.manifest)
      ? olderSentence({ version, manifest }, live)
      : await refusalToLoad(modelStore, version);
  const said = refusal === null ? verdict : { ...verdict, passed: false, reason: refusal };
  const published = refusal === null && (verdict.passed || force);
  await modelRegistry.record(manifest, published ? 'candidate' : 'rejected', change, said);
  if (published) await modelRegistry.promote(version, change);
  return { published, verdict: said };
}

async function refusalToLoad(modelStore: Pick<ModelStore, 'check'>, version: string): Promise<string | null> {
  try {
    await modelStore.check(version);
    return null;
  } catch (error) {
    if (refusalOf(error) === null) throw error;
    return (error as Error).message;
  }
}
