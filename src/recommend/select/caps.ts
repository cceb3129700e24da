import type { CandidateSet } from '../candidate-set.ts';
import type { PageContext } from '../page-context.ts';
import type { RowWindow } from './likeness.ts';

/** What a row ordered by score passes over, as long as there are others. */
export interface Caps {
  begin(context: PageContext, candidates: CandidateSet): void;
  /** Whether a person may be kept out of the next slot: otherwise who is capped is so for the whole page. */
  bind(): boolean;
  /** Which cap keeps the candidate out of the next slot; null: none. */
  of(position: number, title: number): 'person' | 'ignored' | null;
}

const [UNKNOWN, FRESH, IGNORED] = [0, 1, 2];

export function createCaps(window: RowWindow): Caps {
  let perPerson = 0;
  let mostIgnored = 0;
  let sightings: PageContext['sightings'];
  let watchesSightings = false;
  // By candidate position: asked once a page.
  let ignored = new Uint8Array(0);

  function isIgnored(title: number): boolean {
    const slot = sightings.find(title);
    return slot >= 0 && sightings.ignored[slot]! >= mostIgnored;
  }

  return {
    begin(context, candidates) {
      ({ perPerson, mostIgnored } = context.template);
      ({ sightings } = context);
      watchesSightings = mostIgnored > 0 && sightings.ignored.length > 0;
      if (!watchesSightings) return;
      if (ignored.length < candidates.count) ignored = new Uint8Array(2 * candidates.count);
      else ignored.fill(UNKNOWN!, 0, candidates.count);
    },
    bind: () => perPerson > 0 && window.crowd >= perPerson,
    of(position, title) {
      if (watchesSightings) {
        if (ignored[position] === UNKNOWN) ignored[position] = isIgnored(title) ? IGNORED! : FRESH!;
        if (ignored[position] === IGNORED) return 'ignored';
      }
      return perPerson > 0 && window.crowd >= perPerson && window.mostOfAPerson(title) >= perPerson ? 'person' : null;
    },
  };
}
