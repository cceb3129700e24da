type Column =
  | Int8Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;
type Kinds = Readonly<Record<string, new (length: number) => Column>>;
export type Columns<K extends Kinds> = { readonly [Name in keyof K]: InstanceType<K[Name]> };

/** Typed columns of one length that grow at their end. `columns` are as long as their room: read `length` of them. */
export function createGrowingColumns<K extends Kinds>(kinds: K) {
  const names = Object.keys(kinds) as (keyof K & string)[];
  const allocate = (room: number): Record<string, Column> =>
    Object.fromEntries(names.map((name) => [name, new kinds[name]!(room)]));
  let room = 1024;
  let columns = allocate(room);
  let length = 0;

  function set(at: number, row: { readonly [Name in keyof K]: number }): void {
    for (const name of names) columns[name]![at] = row[name]!;
  }

  return {
    get length() {
      return length;
    },
    get columns() {
      return columns as Columns<K>;
    },
    add(row: { readonly [Name in keyof K]: number }): void {
      if (length === room) {
        room *= 2;
        const wider = allocate(room);
        for (const name of names) wider[name]!.set(columns[name]!);
        columns = wider;
      }
      set(length++, row);
    },
    set,
    /** Copies, in the order of these places. */
    gather(order: ArrayLike<number>): Columns<K> {
      const out = allocate(order.length);
      for (const name of names) {
        const [from, to] = [columns[name]!, out[name]!];
        for (let at = 0; at < order.length; at++) to[at] = from[order[at]!]!;
      }
      return out as Columns<K>;
    },
    /** Copies of exactly what was added. */
    finish: (): Columns<K> =>
      Object.fromEntries(names.map((name) => [name, columns[name]!.slice(0, length)])) as Columns<K>,
  };
}
