import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { DataContract } from '../../src/http/contracts.ts';
import { breakingChanges } from './schema-compatibility.ts';

/** A published version of a contract, as it lies in test/golden/schemas. */
export type FrozenContract = Pick<DataContract, 'name' | 'version' | 'compatibility' | 'schema'>;

export const FROZEN_DIRECTORY = resolve(import.meta.dirname, '../golden/schemas');

/** All of them, of every version. */
export function readFrozen(directory = FROZEN_DIRECTORY): readonly FrozenContract[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(directory, name), 'utf8')));
}

/** What stands between a contract and its frozen copies: nothing, something to freeze, or something that may not be. */
export function judgeContract(
  contract: FrozenContract,
  frozen: readonly FrozenContract[],
): 'frozen' | 'to be frozen' | { readonly refused: readonly string[] } {
  const published = frozen.filter(({ name }) => name === contract.name);
  const newest = Math.max(0, ...published.map(({ version }) => version));
  const same = published.find(({ version }) => version === contract.version);
  if (same === undefined) {
    return contract.version === newest + 1
      ? 'to be frozen'
      : { refused: [`its version is ${contract.version}, and the next is ${newest + 1}`] };
  }
  if (contract.version < newest) return { refused: [`version ${newest} is published: there is no way back`] };
  if (same.compatibility !== contract.compatibility) return { refused: ['it is compatible in another direction'] };
  const breaking = breakingChanges(same.schema, contract.schema, contract.compatibility);
  if (breaking.length > 0) return { refused: breaking };
  return JSON.stringify(same.schema) === JSON.stringify(contract.schema) ? 'frozen' : 'to be frozen';
}

export function writeFrozen(
  { name, version, compatibility, schema }: FrozenContract,
  directory = FROZEN_DIRECTORY,
): void {
  const text = `${JSON.stringify({ name, version, compatibility, schema }, null, 2)}\n`;
  writeFileSync(join(directory, `${name}.v${version}.json`), text);
}
