/** What the ranker foretells of a candidate that is shown, in the order of its outputs. */
export const HEADS = ['click', 'play', 'portion', 'complete', 'hide'] as const;
/** click, play, complete, hide: a probability; portion: the share of the title that is watched, 0 when it is not played. */
export type Head = (typeof HEADS)[number];

/**
 * What a page is made for: how much each head counts in a candidate's score, -1..1, at least one of them not 0.
 * score = sum over heads of weight x head / sum of |weight|.
 */
export type Objectives = Readonly<Record<Head, number>>;

/** Unless somebody decides otherwise (PUT /v1/objectives): that something is played, and rather to its end. */
export const DEFAULT_OBJECTIVES: Objectives = { click: 0.1, play: 1, portion: 0.5, complete: 0.5, hide: -1 };
