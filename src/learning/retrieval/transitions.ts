import type { Timelines } from '../log/timelines.ts';

/**
 * How often, and how closely, a title was watched after and before another: counts over all timelines, a pair d titles apart
 * adding strength of the other title / d (CSR by package row, columns ascending).
 */
export interface Transitions {
  /** Package row -> dense index of the title. */
  readonly titles: Int32Array;
  readonly window: number;
  readonly offsets: Int32Array;
  readonly rows: Int32Array;
  readonly after: Float32Array;
  readonly before: Float32Array;
  /** Users by package row. */
  readonly popularity: Float64Array;
}

/**
 * The timelines in package rows: one row a title that anybody used, the most used first, then the titles that nobody used. A graph
 * index is built in this order, and one that begins with the titles near everybody is found through from everywhere.
 */
export interface RowTimelines {
  readonly titles: Int32Array;
  /** Rows that anybody used. */
  readonly used: number;
  readonly users: number;
  readonly offsets: Int32Array;
  readonly row: Int32Array;
  readonly strength: Float32Array;
}

/** `all`: titles that become rows, used or not (dense indices, ascending); those that were used become rows anyway. */
export function rowTimelines(timelines: Timelines, all: Int32Array = new Int32Array(0)): RowTimelines {
  const uses = new Map<number, number>();
  for (const title of timelines.title) uses.set(title, (uses.get(title) ?? 0) + 1);
  const usedTitles = Int32Array.from(uses.keys()).sort((a, b) => uses.get(b)! - uses.get(a)! || a - b);
  const titles = Int32Array.from([...usedTitles, ...all.filter((title) => !uses.has(title))]);
  const rowOfTitle = new Map<number, number>();
  for (let row = 0; row < titles.length; row++) rowOfTitle.set(titles[row]!, row);
  const row = timelines.title.map((title) => rowOfTitle.get(title)!);
  return {
    titles,
    used: usedTitles.length,
    users: timelines.users,
    offsets: timelines.offsets,
    row,
    strength: timelines.strength,
  };
}

/** The same rows with the timelines of some users alone; the others' are empty. */
export function keepUsers(timelines: RowTimelines, keep: (user: number) => boolean): RowTimelines {
  const { users, offsets, row, strength } = timelines;
  const kept = new Int32Array(users + 1);
  const places: number[] = [];
  for (let user = 0; user < users; user++) {
    if (keep(user)) for (let at = offsets[user]!; at < offsets[user + 1]!; at++) places.push(at);
    kept[user + 1] = places.length;
  }
  const pick = Int32Array.from(places);
  return {
    ...timelines,
    offsets: kept,
    row: pick.map((at) => row[at]!),
    strength: Float32Array.from(pick, (at) => strength[at]!),
  };
}

/**
 * At most `most` neighbours a row are kept, those counted most on both sides together.
 * O(titles in all timelines x window); one dense accumulator, no pair is ever stored.
 */
export function countTransitions(timelines: RowTimelines, window: number, most: number): Transitions {
  const { titles, users, offsets: userOffsets, row, strength } = timelines;
  const { offsets: placeOffsets, places, bounds } = placesOf(timelines);
  const size = titles.length;
  const after = new Float32Array(size);
  const before = new Float32Array(size);
  const seen = new Uint8Array(size);
  const touched = new Int32Array(size);
  const popularity = new Float64Array(size);
  const offsets = new Int32Array(size + 1);
  const out = createTriples(userOffsets[users]! * 2);

  for (let source = 0; source < size; source++) {
    let count = 0;
    for (let p = placeOffsets[source]!; p < placeOffsets[source + 1]!; p++) {
      const at = places[p]!;
      const first = bounds[2 * p]!;
      const last = bounds[2 * p + 1]!;
      popularity[source]!++;
      const until = Math.min(last, at + window + 1);
      for (let other = Math.max(first, at - window); other < until; other++) {
        if (other === at) continue;
        const target = row[other]!;
        if (seen[target] === 0) {
          seen[target] = 1;
          touched[count++] = target;
        }
        if (other > at) after[target]! += strength[other]! / (other - at);
        else before[target]! += strength[other]! / (at - other);
      }
    }
    const found = touched.subarray(0, count);
    if (count > most) found.sort((a, b) => after[b]! + before[b]! - after[a]! - before[a]! || a - b);
    for (const target of found.subarray(0, most).sort()) out.add(target, after[target]!, before[target]!);
    for (const target of found) after[target] = before[target] = seen[target] = 0;
    offsets[source + 1] = out.length();
  }
  return { titles, window, offsets, popularity, ...out.columns() };
}

/** Where each title stands in the timelines (CSR by row), with the bounds of the timeline it stands in. */
function placesOf({ titles, users, offsets, row }: RowTimelines) {
  const placeOffsets = new Int32Array(titles.length + 1);
  for (const r of row) placeOffsets[r + 1]!++;
  for (let r = 0; r < titles.length; r++) placeOffsets[r + 1]! += placeOffsets[r]!;
  const free = placeOffsets.slice(0, titles.length);
  const places = new Int32Array(row.length);
  const bounds = new Int32Array(row.length * 2);
  for (let user = 0; user < users; user++) {
    for (let at = offsets[user]!; at < offsets[user + 1]!; at++) {
      const p = free[row[at]!]!++;
      places[p] = at;
      bounds[2 * p] = offsets[user]!;
      bounds[2 * p + 1] = offsets[user + 1]!;
    }
  }
  return { offsets: placeOffsets, places, bounds };
}

function createTriples(expected: number) {
  let rows = new Int32Array(Math.max(16, expected));
  let after = new Float32Array(rows.length);
  let before = new Float32Array(rows.length);
  let length = 0;
  function widen(): void {
    const room = rows.length * 2;
    const wider = { rows: new Int32Array(room), after: new Float32Array(room), before: new Float32Array(room) };
    wider.rows.set(rows);
    wider.after.set(after);
    wider.before.set(before);
    ({ rows, after, before } = wider);
  }
  return {
    length: () => length,
    add(row: number, a: number, b: number) {
      if (length === rows.length) widen();
      rows[length] = row;
      after[length] = a;
      before[length] = b;
      length++;
    },
    columns: () => ({ rows: rows.slice(0, length), after: after.slice(0, length), before: before.slice(0, length) }),
  };
}
