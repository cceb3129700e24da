/** One field of an object that a change left another. */
export interface FieldChange {
  /** Dotted for what is within: `audience.regions`. '': the whole object, where it is no record. */
  readonly field: string;
  /** undefined: it was not there. */
  readonly before: unknown;
  readonly after: unknown;
}

/** The fields that differ, in the order of the object after; those that are gone come last. Lists are compared whole. */
export function fieldChanges(before: unknown, after: unknown): readonly FieldChange[] {
  const [was, is] = [flat(before), flat(after)];
  const fields = [...new Set([...is.keys(), ...was.keys()])];
  return fields
    .filter((field) => JSON.stringify(was.get(field)) !== JSON.stringify(is.get(field)))
    .map((field) => ({ field, before: was.get(field), after: is.get(field) }));
}

/** As people read it: text as it is, lists with commas, nothing as a dash. */
export function valueText(value: unknown): string {
  if (value === undefined || value === null || value === '') return '–';
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return value.join(', ') || '–';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function flat(value: unknown, prefix = ''): Map<string, unknown> {
  if (!isRecord(value)) return new Map(value === null || value === undefined ? [] : [[prefix, value]]);
  const fields = new Map<string, unknown>();
  for (const [name, one] of Object.entries(value)) {
    const field = prefix === '' ? name : `${prefix}.${name}`;
    if (isRecord(one)) for (const [within, leaf] of flat(one, field)) fields.set(within, leaf);
    else fields.set(field, one);
  }
  return fields;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
