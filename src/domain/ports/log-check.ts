/** Looks for what the log says of itself that cannot be: reads, and changes nothing. Each method is one bounded piece of work. */
export interface LogCheck {
  /** Pages served in the range. */
  pages(range: CheckedRange): Promise<PagesChecked>;
  /** Events that occurred in the range. What was received at or after `settledMs` is not asked for its page, which may be on its way. */
  events(range: CheckedRange & { readonly settledMs: number }): Promise<EventsChecked>;
  /** Outcomes of impressions served in the range. */
  outcomes(range: CheckedRange): Promise<OutcomesChecked>;
  /** Starts of the whole UTC minutes of the range in which no page of origin app was served; and since when there are pages to ask for. */
  emptyMinutes(range: TimeRange): Promise<{ readonly sinceMs: number; readonly minutes: readonly number[] }>;
  /** What the roll-ups have of each hour that begins in the range and has anything, of origin app. */
  hours(range: TimeRange): Promise<readonly HourCounts[]>;
  /** Impressions on a page, on average, of some pages of the range, of origin app; 0 without any. */
  impressionsAPage(range: TimeRange): Promise<number>;
  /** The roll-ups of an hour beside a count of its pages and outcomes made now. */
  recount(hourMs: number): Promise<HourRecounted>;
  /** Letters nobody has resolved, whenever they came, by kind. */
  deadLetters(): Promise<readonly { readonly kind: string; readonly open: number }[]>;
  /** Rows of the log that the roll-ups have not taken in yet, up to 100,000 of each. */
  waiting(): Promise<{ readonly pages: number; readonly events: number }>;
}

export interface TimeRange {
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface CheckedRange extends TimeRange {
  /** Of a table that has more in these days, a sample of its blocks is read. */
  readonly maxBytes: number;
}

/** How many there are, and some of them to look at. */
export interface Found {
  readonly count: number;
  readonly examples: readonly string[];
}

export interface Sampled {
  /** Rows of the range that were looked at. */
  readonly rows: number;
  /** Of the blocks, 0..1. */
  readonly share: number;
}

export interface PagesChecked extends Sampled {
  /** Arrays of a slot each that differ in length. */
  readonly unequal: Found;
  /** Two slots of one place, or a slot in a row that the page does not name. */
  readonly crooked: Found;
  /** In the log more than once. */
  readonly repeated: Found;
}

export interface EventsChecked extends Sampled {
  /** Impressions named by these. */
  readonly named: number;
  /** Names of a page that the log does not have and that was not dropped by age; examples are impression ids. */
  readonly unknownPages: Found;
  /** The page is there and has no such slot. */
  readonly unknownSlots: Found;
  /** The same event id on a neighbouring day. */
  readonly repeated: Found;
  /** Occurred more than ten minutes after they were received. */
  readonly early: Found;
  /** Received more than an hour, a day after they occurred; without imports. */
  readonly lateByHour: number;
  readonly lateByDay: number;
}

export interface OutcomesChecked extends Sampled {
  /** Of a page that the log does not have. */
  readonly orphaned: Found;
}

export interface HourCounts {
  readonly hourMs: number;
  readonly served: number;
  /** Impressions that were viewed, clicked or played; one that was all three counts thrice. */
  readonly acted: number;
}

export interface HourRecounted {
  readonly hourMs: number;
  /** Impressions served: by the roll-up of rows, by that of items, and counted now. */
  readonly kept: number;
  readonly keptByItem: number;
  readonly counted: number;
  /** Keys of the roll-up of rows with some count lower, or higher, than counted now. */
  readonly tooLow: number;
  readonly tooHigh: number;
  /** Users erased since: the roll-ups keep what they had counted of them. */
  readonly erasedSince: number;
  /** Events of some of the hour's pages that name an impression of which no outcome tells. */
  readonly uncounted: Found;
}
