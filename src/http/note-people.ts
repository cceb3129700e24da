import type { Clock } from '../domain/clock.ts';
import type { Person } from '../domain/ports/identity-provider.ts';
import type { Logger } from '../domain/ports/logger.ts';
import type { PeopleStore } from '../domain/ports/people-store.ts';

/**
 * Keeps the names of those who may do anything here, for the audit: once a process for each name of a person, beside the request. What
 * could not be kept is with the next request.
 */
export function createNotePerson(deps: {
  readonly peopleStore: PeopleStore;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly logger: Logger;
}): (person: Person) => void {
  const { peopleStore, clock, logger } = deps;
  const noted = new Map<string, string>();
  return ({ personId, name, roles }) => {
    if (roles.length === 0 || name === '' || noted.get(personId) === name) return;
    if (noted.size >= MOST_PEOPLE) noted.delete(noted.keys().next().value!);
    noted.set(personId, name);
    peopleStore.note({ personId, name }, clock.nowMs()).catch((error: unknown) => {
      noted.delete(personId);
      logger.warn({ err: error }, 'A name could not be kept; until it is the audit shows an id alone');
    });
  };
}

const MOST_PEOPLE = 10_000;
