/** Whether both say the same as JSON: names in any order, of lists also the order. What is undefined is not there. */
export function isSameJson(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [ofA, ofB] = [fieldsOf(a), fieldsOf(b)];
  return ofA.size === ofB.size && [...ofA].every(([name, value]) => ofB.has(name) && isSameJson(value, ofB.get(name)));
}

const fieldsOf = (value: object): ReadonlyMap<string, unknown> =>
  new Map(Object.entries(value).filter(([, field]) => field !== undefined));
