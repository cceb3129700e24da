import { ROW_KINDS, type RowKind } from './page.ts';

/** A part of the page that somebody turned off, until a time or until it is turned on again. */
export interface Switch {
  readonly name: SwitchName;
  readonly state: 'on' | 'off';
  /** Milliseconds since 1970; null: until somebody says otherwise. After it the switch stands as if nobody had touched it: on. */
  readonly untilMs: number | null;
  readonly reason: string;
}

export type SwitchName = 'exploration' | 'experiments' | 'ranker' | `row:${RowKind}`;

/** Rows that are an answer of their own, and no part of a page that it could do without. */
const ALONE: readonly RowKind[] = ['similar', 'search'];

/** All there are, in the order they are shown in. */
export const SWITCH_NAMES: readonly SwitchName[] = [
  'exploration',
  'experiments',
  'ranker',
  ...ROW_KINDS.filter((kind) => !ALONE.includes(kind)).map((kind) => `row:${kind}` as const),
];

export const isSwitchName = (name: string): name is SwitchName => (SWITCH_NAMES as readonly string[]).includes(name);

/** Whether a part is turned off at a time. */
export const isOff = (switches: readonly Switch[], name: SwitchName, nowMs: number): boolean =>
  switches.some((one) => one.name === name && one.state === 'off' && holds(one, nowMs));

/** The names of what is off at a time, as a decision notes them. */
export const namesOff = (switches: readonly Switch[], nowMs: number): SwitchName[] =>
  switches.filter(({ name }) => isOff(switches, name, nowMs)).map(({ name }) => name);

/** Whether what somebody said of a switch is still so: its time has not come. */
export const holds = ({ untilMs }: Pick<Switch, 'untilMs'>, nowMs: number): boolean =>
  untilMs === null || nowMs < untilMs;
