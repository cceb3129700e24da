import type { Manifest, Ranker } from '../../domain/model-package.ts';
import { FEATURE_COLUMNS } from '../../features/schema.ts';
import { loadForeignRanker, MAPPING_FILE } from '../../network/foreign-ranker-codec.ts';
import { createRanker, decodeRanker } from '../../network/ranker-net.ts';

/** The ranker of a package, whoever made it. Throws MarqueeError 'data-check-failed' with the reason. */
export async function loadRanker(manifest: Manifest, read: (file: string) => Promise<Uint8Array>): Promise<Ranker> {
  const isForeign = (manifest.parts?.ranker ?? 'marquee') !== 'marquee';
  const names = ['ranker/model.json', 'ranker/weights.bin', ...(isForeign ? [MAPPING_FILE] : [])];
  const files = new Map(await Promise.all(names.map(async (name) => [name, await read(name)] as const)));
  if (!isForeign) return createRanker(decodeRanker(files));
  return loadForeignRanker(files, { fingerprint: manifest.fingerprint, columns: FEATURE_COLUMNS });
}
