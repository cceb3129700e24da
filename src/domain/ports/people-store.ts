import type { Person } from './identity-provider.ts';

/** The names of people who log in, so that the audit can say them. */
export interface PeopleStore {
  /** Remembers a person as they are called now. */
  note(person: Pick<Person, 'personId' | 'name'>, nowMs: number): Promise<void>;
}
