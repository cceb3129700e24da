import type { GoodFigure } from '../parts/good-figure.ts';

/** What the page shows of a report: figures with what would be good, and what is drawn by day. */
export interface QualityPart {
  readonly report: QualityReport;
  readonly title: string;
  /** What it tells, in a sentence. */
  readonly about: string;
  readonly figures: readonly GoodFigure[];
  readonly charts: readonly QualityChart[];
}

export type QualityReport = 'coverage' | 'freshness' | 'service';

export interface QualityChart {
  readonly title: string;
  /** Metrics of one unit, and what each is called beside the others. */
  readonly lines: readonly { readonly name: string; readonly title: string }[];
  /** 'stack': parts of a whole. */
  readonly shape: 'line' | 'stack';
  readonly caption: string;
}

export const QUALITY_PARTS: readonly QualityPart[] = [
  {
    report: 'coverage',
    title: 'Catalogue',
    about: 'How much of the catalogue viewers had a chance to see, and how evenly.',
    figures: [
      { name: 'coverage', good: 'Good: it holds or rises. What is never served cannot be found.' },
      { name: 'new_title_reach', good: 'Good: near 100%. A title that came lately needs its first impressions.' },
      { name: 'gini', good: 'Good: it holds or falls. 0: each title has as many impressions; near 1: few have all.' },
      { name: 'titles', good: 'Titles that could have been served: what the shares are of.' },
    ],
    charts: [
      {
        title: 'Coverage by day',
        lines: [
          { name: 'coverage', title: 'Of all titles' },
          { name: 'new_title_reach', title: 'Of new titles' },
        ],
        shape: 'line',
        caption: 'Each day by itself: the whole time covers more than any of its days.',
      },
      {
        title: 'Gini index by day',
        lines: [{ name: 'gini', title: 'Gini index' }],
        shape: 'line',
        caption: 'A day with few pages is uneven by that alone: compare days of like traffic.',
      },
    ],
  },
  {
    report: 'freshness',
    title: 'Freshness',
    about: 'How new what is served is.',
    figures: [
      { name: 'new_share', good: 'Good: no less than the new titles’ share of the catalogue.' },
      {
        name: 'median_catalogue_age',
        good: 'Neither way is good by itself; one that only grows is a catalogue at rest.',
      },
      { name: 'median_release_age', good: 'Neither way is good by itself: it is a matter of what you show.' },
      { name: 'new_served', good: 'Impressions of new items: how much the share is told by.' },
    ],
    charts: [
      {
        title: 'Share of new items by day',
        lines: [{ name: 'new_share', title: 'New items' }],
        shape: 'line',
        caption: 'Items that came to the catalogue less than 28 days before they were served.',
      },
      {
        title: 'Age in the catalogue by day',
        lines: [{ name: 'median_catalogue_age', title: 'Median age' }],
        shape: 'line',
        caption: 'In days since the item came to the catalogue: half of what was served is younger.',
      },
    ],
  },
  {
    report: 'service',
    title: 'Service',
    about: 'On which rung pages were made, how full they were, how fast, and from how fresh a view of the world.',
    figures: [
      { name: 'r0_share', good: 'Good: over 95%. Below, something was away, late, or not trained yet.' },
      { name: 'fill_rate', good: 'Good: near 100%. Less: filters or licences leave too little to choose from.' },
      { name: 'p50_ms', good: 'Good: a few milliseconds.' },
      { name: 'p99_ms', good: 'Good: well below the deadline of pages (DEADLINE_MS).' },
      { name: 'median_stats_age', good: 'Good: about STATS_REFRESH_S. More: popularity and trends are late.' },
      { name: 'median_model_age', good: 'Good: no older than your training is apart.' },
      { name: 'withheld_per_page', good: 'Good: near 0. More: pins want what viewers may not have, or have seen.' },
      { name: 'pages', good: 'Pages that were made: what the shares are of.' },
    ],
    charts: [
      {
        title: 'Rungs by day',
        lines: [
          { name: 'r0_share', title: 'R0: all went well' },
          { name: 'r1_share', title: 'R1: the last state known' },
          { name: 'r2_share', title: 'R2: nothing known of the user' },
          { name: 'r3_share', title: 'R3: no ranker' },
          { name: 'r4_share', title: 'R4: no model' },
          { name: 'r5_share', title: 'R5: the editors’ list' },
        ],
        shape: 'stack',
        caption: 'Of all pages of a day, the share made on each rung.',
      },
      {
        title: 'Time to make a page, by day',
        lines: [
          { name: 'p50_ms', title: 'Half are faster' },
          { name: 'p95_ms', title: '95 in 100 are faster' },
          { name: 'p99_ms', title: '99 in 100 are faster' },
        ],
        shape: 'line',
        caption: 'In milliseconds, from the parsed request to the finished body, without the network.',
      },
      {
        title: 'Fill rate by day',
        lines: [{ name: 'fill_rate', title: 'Fill rate' }],
        shape: 'line',
        caption: 'Of the slots that were asked for, the share that something stood in.',
      },
      {
        title: 'Age of item stats, by day',
        lines: [
          { name: 'median_stats_age', title: 'Half are younger' },
          { name: 'p95_stats_age', title: '95 in 100 are younger' },
        ],
        shape: 'line',
        caption: 'In seconds, when the page was made: the counts that popularity and trends are from.',
      },
    ],
  },
];
