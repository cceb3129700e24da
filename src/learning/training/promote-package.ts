import { MarqueeError } from '../../domain/errors.ts';
import type { Change } from '../../domain/ports/audit-log.ts';
import type { ModelRegistry, ModelStore, RegisteredModel } from '../../domain/ports/model-store.ts';

interface PromoteDeps {
  readonly modelStore: Pick<ModelStore, 'check'>;
  readonly modelRegistry: Pick<ModelRegistry, 'list' | 'promote' | 'rollback'>;
}

/**
 * Makes a version live for every replica, once its files are here and sound: nobody is told to load what cannot be loaded. A TF.js
 * backend must be open. Throws as ModelStore.check and ModelRegistry.promote do, and changes nothing then.
 */
export async function promotePackage(deps: PromoteDeps, version: string, change: Change): Promise<RegisteredModel> {
  await findModel(deps, version);
  await deps.modelStore.check(version);
  await deps.modelRegistry.promote(version, change);
  return findModel(deps, version);
}

/** The same back to the version that was live before, or to the given one however old it is. */
export async function rollBackPackage(deps: PromoteDeps, change: Change, version?: string): Promise<RegisteredModel> {
  const live = (await deps.modelRegistry.list()).find(({ state }) => state === 'live');
  const to = version ?? live?.previousVersion ?? null;
  if (to !== null) {
    await findModel(deps, to);
    await deps.modelStore.check(to);
  }
  return findModel(deps, await deps.modelRegistry.rollback(change, version));
}

/** Throws MarqueeError 'unknown-model'. */
export async function findModel(
  { modelRegistry }: { readonly modelRegistry: Pick<ModelRegistry, 'list'> },
  version: string,
): Promise<RegisteredModel> {
  const found = (await modelRegistry.list()).find((model) => model.version === version);
  if (found !== undefined) return found;
  const sentence = `There is no model ${version}. "models list" and GET /v1/models name those there are.`;
  throw new MarqueeError('unknown-model', sentence);
}
