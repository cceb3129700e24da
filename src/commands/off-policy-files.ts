import { readCsv } from '../catalogue/read-csv.ts';
import { MarqueeError } from '../domain/errors.ts';
import type { LoggedChoices } from '../experiments/off-policy.ts';

/** A log of choices with their chances, in columns; items and positions by numbers of their own, in the order they first came. */
export interface ChoiceLog {
  readonly items: readonly string[];
  readonly positions: readonly string[];
  readonly item: readonly number[];
  readonly position: readonly number[];
  readonly click: readonly number[];
  readonly propensity: readonly number[];
}

/** Something for each item at each position, by their outside names. */
export type ByPlace = ReadonlyMap<string, ReadonlyMap<string, number>>;

export type Bytes = AsyncIterable<Uint8Array | string>;

const LOG_COLUMNS = ['item_id', 'position', 'click', 'propensity_score'];

/**
 * CSV with at least the columns item_id, position, click and propensity_score, the chance of that item at that position when it was
 * chosen. Throws 'bad-argument' that names the line: a log with a broken line has no mean that could be trusted.
 */
export async function readChoiceLog(source: Bytes, file: string): Promise<ChoiceLog> {
  const items = numbering();
  const positions = numbering();
  const log = { item: [] as number[], position: [] as number[], click: [] as number[], propensity: [] as number[] };
  for await (const { line, values } of rowsOf(source, file, LOG_COLUMNS)) {
    const [item, position, click, propensity] = values as [string, string, string, string];
    log.item.push(items.numberOf(item));
    log.position.push(positions.numberOf(position));
    log.click.push(numberIn(click, file, line, 'click', (value) => value >= 0, 'a number from 0'));
    const isChance = (value: number) => value > 0 && value <= 1;
    log.propensity.push(numberIn(propensity, file, line, 'propensity_score', isChance, 'above 0 and at most 1'));
  }
  if (log.item.length === 0) throw new MarqueeError('bad-argument', `${file} has no rows.`);
  return { items: items.names, positions: positions.names, ...log };
}

/** CSV item_id,position,<column>: a number of each pair, from 0 to `most`. Throws 'bad-argument' on a pair that comes twice. */
export async function readByPlace(source: Bytes, file: string, column: string, most: number): Promise<ByPlace> {
  const places = new Map<string, Map<string, number>>();
  for await (const { line, values } of rowsOf(source, file, ['item_id', 'position', column])) {
    const [item, position, text] = values as [string, string, string];
    const isWithin = (value: number) => value >= 0 && value <= most;
    const meaning = most === 1 ? 'from 0 to 1' : 'a number from 0';
    const here = places.get(position) ?? new Map<string, number>();
    places.set(position, here);
    if (here.has(item)) {
      throw new MarqueeError('bad-argument', `Line ${line} of ${file}: ${item} at position ${position} came before.`);
    }
    here.set(item, numberIn(text, file, line, column, isWithin, meaning));
  }
  return places;
}

/** Every item of the log alike, at every position. */
export function uniformTarget({ items, positions }: ChoiceLog): ByPlace {
  const here = new Map(items.map((item) => [item, 1 / items.length]));
  return new Map(positions.map((position) => [position, here]));
}

/** The log as its target weighs it; a pair that the target does not name has no chance, one that no reward is known of has none. */
export function choicesOf(log: ChoiceLog, target: ByPlace, rewards: ByPlace | null): LoggedChoices {
  const { items, positions, item, position, click, propensity } = log;
  const at = (places: ByPlace, row: number): number =>
    places.get(positions[position[row]!]!)?.get(items[item[row]!]!) ?? 0;
  const weight = Float64Array.from(click, (_, row) => at(target, row) / propensity[row]!);
  if (rewards === null) return { reward: click, weight };
  const meanAt = positions.map((name) => {
    let mean = 0;
    for (const [itemId, share] of target.get(name) ?? []) mean += share * (rewards.get(name)?.get(itemId) ?? 0);
    return mean;
  });
  return {
    reward: click,
    weight,
    model: {
      ofChosen: Float64Array.from(click, (_, row) => at(rewards, row)),
      ofTarget: Float64Array.from(click, (_, row) => meanAt[position[row]!]!),
    },
  };
}

/** Of the target's choices at the log's positions, the share that are items which the log never shows, by how often it has a position. */
export function unseenShare({ items, positions, position }: ChoiceLog, target: ByPlace): number {
  const known = new Set(items);
  const unseenAt = positions.map((name) => {
    let unseen = 0;
    for (const [itemId, share] of target.get(name) ?? []) if (!known.has(itemId)) unseen += share;
    return unseen;
  });
  return position.reduce((sum, at) => sum + unseenAt[at]!, 0) / position.length;
}

/** Positions of the log at which the target's chances do not sum to 1, and to what they do. */
export function unevenPositions({ positions }: ChoiceLog, target: ByPlace): { position: string; sum: number }[] {
  return positions
    .map((position) => {
      let sum = 0;
      for (const share of target.get(position)?.values() ?? []) sum += share;
      return { position, sum };
    })
    .filter(({ sum }) => Math.abs(sum - 1) > ROUNDING);
}

/** Chances are often written with a few digits. */
const ROUNDING = 0.001;

async function* rowsOf(source: Bytes, file: string, columns: readonly string[]) {
  for await (const records of readCsv(source, file, columns)) {
    for (const { line, value, refusal } of records) {
      if (refusal) throw new MarqueeError('bad-argument', `Line ${line} of ${file}: ${refusal.detail}`);
      if (value[0]!.trim() === '' || value[1]!.trim() === '') {
        throw new MarqueeError('bad-argument', `Line ${line} of ${file} lacks an item_id or a position.`);
      }
      yield { line, values: value.map((text) => text.trim()) };
    }
  }
}

function numberIn(
  text: string,
  file: string,
  line: number,
  column: string,
  isGood: (value: number) => boolean,
  meaning: string,
): number {
  const value = text === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && isGood(value)) return value;
  throw new MarqueeError('bad-argument', `Line ${line} of ${file}: ${column} must be ${meaning}.`);
}

function numbering() {
  const numbers = new Map<string, number>();
  const names: string[] = [];
  return {
    names,
    numberOf(name: string): number {
      const known = numbers.get(name);
      if (known !== undefined) return known;
      numbers.set(name, names.length);
      return names.push(name) - 1;
    },
  };
}
