import type { RowKind } from './page.ts';

/** A part of the page that somebody turned off, until a time or until it is turned on again. */
export interface Switch {
  readonly name: SwitchName;
  readonly state: 'on' | 'off';
  /** Milliseconds since 1970; null: until somebody says otherwise. After it the switch stands as if nobody had touched it: on. */
  readonly untilMs: number | null;
  readonly reason: string;
}

export type SwitchName = 'exploration' | 'experiments' | 'ranker' | `row:${RowKind}`;

/** Whether a part is turned off at a time. */
export const isOff = (switches: readonly Switch[], name: SwitchName, nowMs: number): boolean =>
  switches.some((one) => one.name === name && one.state === 'off' && (one.untilMs === null || nowMs < one.untilMs));

/** The names of what is off at a time, as a decision notes them. */
export const namesOff = (switches: readonly Switch[], nowMs: number): SwitchName[] =>
  switches.filter(({ name }) => isOff(switches, name, nowMs)).map(({ name }) => name);
