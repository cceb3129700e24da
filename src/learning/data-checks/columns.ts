type Column =
  | Int32Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;
type Kinds = Readonly<Record<string, new (length: number) => Column>>;
type Made<K extends Kinds> = { readonly [Name in keyof K]: InstanceType<K[Name]> };

/** Growing typed columns of one length, by name. */
export function createColumns<K extends Kinds>(kinds: K) {
  const names = Object.keys(kinds) as (keyof K & string)[];
  let room = 1024;
  let columns = allocate(room);
  let length = 0;

  function allocate(size: number): Record<string, Column> {
    return Object.fromEntries(names.map((name) => [name, new kinds[name]!(size)]));
  }

  function put(at: number, row: { readonly [Name in keyof K]: number }): void {
    for (const name of names) columns[name]![at] = row[name]!;
  }

  return {
    get length() {
      return length;
    },
    add(row: { readonly [Name in keyof K]: number }): void {
      if (length === room) {
        room *= 2;
        const wider = allocate(room);
        for (const name of names) wider[name]!.set(columns[name]!);
        columns = wider;
      }
      put(length++, row);
    },
    set: put,
    /** Views of what was added so far. */
    finish: (): Made<K> =>
      Object.fromEntries(names.map((name) => [name, columns[name]!.subarray(0, length)])) as Made<K>,
  };
}
