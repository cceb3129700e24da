import type { Maturity } from '../item.ts';

/** What is popular, kept where it can be read when the item stats cannot; and the editors' static list beside it. */
export interface FallbackListStore {
  /** Empty lists when nothing was ever saved. Rejects when what is there cannot be read. */
  load(): Promise<FallbackLists>;
  /** Keeps the popular lists, whole or not at all. The editors' list is theirs and never written. */
  save(popular: PopularLists): Promise<void>;
}

/** Item ids, the most used first, of what each audience may see. */
export type PopularLists = Readonly<Record<Maturity, readonly string[]>>;

export interface FallbackLists {
  readonly popular: PopularLists;
  readonly editors: readonly string[];
}
