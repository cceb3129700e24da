import type { Maturity } from './item.ts';

/** What the app says of a user: the profile. Each is a default or a ceiling for the user's pages. */
export interface UserAttributes {
  /** Where the user is; null: not said. */
  readonly region: string | null;
  readonly language: string | null;
  /** Highest level the user may see; null: not said. */
  readonly maturity: Maturity | null;
  /** Words of the app's own, ascending, each once. */
  readonly labels: readonly string[];
}

export const MAX_LABELS = 32;
export const MAX_LABEL_LENGTH = 64;
