import { createHash } from 'node:crypto';

/** Everything that decides what training makes. Equal ingredients make equal packages. */
export interface ModelIngredients {
  /** Of the dataset, hex. */
  readonly dataSha256: string;
  readonly fingerprint: string;
  readonly randomSeed: number;
  readonly codeVersion: string;
  readonly formatVersion: number;
  /** Backends round differently, so each makes its own version. */
  readonly backend: string;
  readonly parameters: Readonly<Record<string, number | string>>;
}

/** The package layout that this code writes and reads; see models/README.md. */
export const PACKAGE_FORMAT_VERSION = 2;

/**
 * The name of what these ingredients make: `m` and 12 hex digits of their SHA-256, so that the same data, code and seed are the
 * same version, and training can see that there is nothing to do.
 */
export function versionOf(ingredients: ModelIngredients): string {
  const { parameters, ...rest } = ingredients;
  const sorted = (record: object): [string, unknown][] =>
    Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const canonical = JSON.stringify([sorted(rest), sorted(parameters)]);
  return `m${createHash('sha256').update(canonical).digest('hex').slice(0, 12)}`;
}
