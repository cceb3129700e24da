/** What the ranker foretells of a candidate that is shown, in the order of its outputs. */
export const HEADS = ['click', 'play', 'portion', 'complete', 'hide'] as const;
/** click, play, complete, hide: a probability; portion: the share of the title that is watched, 0 when it is not played. */
export type Head = (typeof HEADS)[number];

/**
 * What a page is made for: how much each head counts in a candidate's score, -1..1, at least one of them not 0.
 * score = sum over heads of weight x head / sum of |weight|, over the heads that the ranker learned (Ranker.heads): what it does not know
 * neither counts nor dilutes. Where none of those counts, the score is that of `play` alone.
 */
export type Objectives = Readonly<Record<Head, number>>;

/** A weight of every head, each -1..1, at least one of them not 0. */
export function areObjectives(weights: Readonly<Record<string, number>>): weights is Objectives {
  const given = HEADS.map((head) => weights[head] ?? Number.NaN);
  return (
    Object.keys(weights).length === HEADS.length &&
    given.every((weight) => weight >= -1 && weight <= 1) &&
    given.some((weight) => weight !== 0)
  );
}

/** As in "click:0.1,play:1"; a head that is not named counts nothing. null: it is not such a text. */
export function parseObjectives(text: string): Objectives | null {
  const named = text.split(',').map((part) => part.trim().match(/^([a-z]+):(-?[0-9.]+)$/));
  const weights: Record<string, number> = Object.fromEntries(HEADS.map((head) => [head, 0]));
  for (const match of named) {
    if (match === null || named.some((other) => other !== match && other?.[1] === match[1])) return null;
    weights[match[1]!] = Number(match[2]);
  }
  return areObjectives(weights) ? weights : null;
}

/** Unless somebody decides otherwise (PUT /v1/objectives): that something is played, and rather to its end. */
export const DEFAULT_OBJECTIVES: Objectives = { click: 0.1, play: 1, portion: 0.5, complete: 0.5, hide: -1 };
