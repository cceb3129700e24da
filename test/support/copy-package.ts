import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Manifest } from '../../src/domain/model-package.ts';
import type { TestService } from './service.ts';

/** The same package under another name, with another manifest where that is wanted: saved, recorded and ready to be promoted. */
export async function copyPackage(
  service: Pick<TestService, 'context'>,
  version: string,
  name: string,
  changes: Partial<Manifest> = {},
): Promise<string> {
  const { modelStore, modelRegistry, config } = service.context;
  const folder = join(config.modelsDir, version);
  const files = new Map<string, Uint8Array>();
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, entry);
    if (statSync(path).isFile() && entry !== 'manifest.sig') files.set(relative(folder, path), readFileSync(path));
  }
  const manifest = JSON.parse(Buffer.from(files.get('manifest.json')!).toString());
  files.set('manifest.json', Buffer.from(JSON.stringify({ ...manifest, ...changes, version: name, files: {} })));
  const change = { atMs: Date.now(), actor: 'test', reason: 'copied' };
  await modelRegistry.record(await modelStore.save(name, files), 'candidate', change);
  return name;
}
