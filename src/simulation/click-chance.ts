/** What a film on the page is to the viewer. */
export type Standing = 'begun' | 'new' | 'seen';

/** How much a film has to be liked before it is clicked rather than not. */
const RELUCTANCE: Readonly<Record<Standing, number>> = { begun: 1.2, new: 2.2, seen: 4 };
const DECIDEDNESS = 1.6;

/** P(click | looked at). */
export const clickChance = (liking: number, standing: Standing): number =>
  logistic(DECIDEDNESS * (liking - RELUCTANCE[standing]));

export const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
