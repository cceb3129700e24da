import type { AttributesChange } from '../domain/user-change.ts';
import { foreignProfile, profileChange } from './foreign-user.ts';
import { accepted, type ImportRecord, refused } from './import-report.ts';
import type { MetarankFields } from './metarank-events.ts';

/** Profiles put together from events that each may say only some fields: of each field the latest counts. */
export interface MetarankUsers {
  /** Refused when the fields would not make a profile; what was known then stays. */
  add(at: { file: string; line: number }, userKey: string, atMs: number, fields: MetarankFields): ImportRecord<null>;
  /** One change a user, as of the latest event. */
  all(): Iterable<AttributesChange>;
}

export function createMetarankUsers(): MetarankUsers {
  const known = new Map<string, ReadonlyMap<string, { value: unknown; atMs: number }>>();
  const valuesOf = (said: ReadonlyMap<string, { value: unknown }>) =>
    new Map([...said].map(([name, { value }]) => [name, value]));
  return {
    add({ file, line }, userKey, atMs, fields) {
      const said = new Map(known.get(userKey));
      for (const [name, value] of fields) {
        if (atMs >= (said.get(name)?.atMs ?? Number.NEGATIVE_INFINITY)) said.set(name, { value, atMs });
      }
      const profile = foreignProfile(valuesOf(said));
      if (typeof profile === 'string') return refused(file, line, 'invalid-user', profile);
      if (said.size > 0) known.set(userKey, said);
      return accepted(file, line, null);
    },
    *all() {
      for (const [userKey, said] of known) {
        const profile = foreignProfile(valuesOf(said));
        const atMs = Math.max(...[...said.values()].map((field) => field.atMs));
        if (typeof profile !== 'string') yield profileChange('metarank', userKey, atMs, profile);
      }
    },
  };
}
