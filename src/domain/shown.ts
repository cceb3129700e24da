/** What a chain of pages has shown before the page at hand: none of it stands on the page. */
export interface Shown {
  /** The page that is continued. */
  readonly parentId: string;
  /** Ids of the rows that have been given, in page order. */
  readonly rowIds: readonly string[];
  /** Item numbers of the titles that have been shown, ascending. */
  readonly titleNos: Int32Array;
  /** Where one row goes on: the last titles shown in it, in their order (item numbers), and how many there were in all. */
  readonly lastInRow: Int32Array;
  readonly countInRow: number;
  /** Slots that boosts have lifted of those that the next ones count with (select/boost-limit.ts); absent: none. */
  readonly lifted?: number;
}
