import { dayOf } from './clean-log.ts';
import {
  change,
  changePages,
  DAY,
  isOf,
  KNOWN_BEFORE,
  onDay,
  type PlantedFault,
  servedOnDay,
} from './planted-fault.ts';

/** Faults of items, values and pages. */
export const FAULTS_OF_CONTENT: readonly PlantedFault[] = [
  {
    fault: 'apps send ids that the catalogue does not have',
    check: 'unknown-items',
    plant: (log) =>
      change(
        log,
        (one) => onDay(one) && one.itemNo > 0 && one.itemNo % 3 > 0,
        (one) => ({ itemNo: 9000 + one.itemNo }),
      ),
  },
  {
    fault: 'half the catalogue was deleted',
    check: 'catalogue-shrunk',
    previous: KNOWN_BEFORE,
    plant: (log) => {
      log.items = log.items.slice(0, 55);
    },
  },
  {
    fault: 'only a part of the catalogue was imported, and nothing is known of before',
    check: 'catalogue-shrunk',
    plant: (log) => {
      log.items = log.items.filter((_, n) => n % 2 === 0);
    },
  },
  {
    fault: 'the genre column came empty',
    check: 'genres-missing',
    previous: KNOWN_BEFORE,
    plant: (log) => {
      log.items = log.items.map((one) => ({ ...one, item: { ...one.item, genres: [] } }));
    },
  },
  {
    fault: 'release dates were not read',
    check: 'release-dates-missing',
    previous: KNOWN_BEFORE,
    plant: (log) => {
      log.items = log.items.map((one) => ({ ...one, item: { ...one.item, releaseDate: null } }));
    },
  },
  {
    fault: 'a placeholder id takes most uses',
    check: 'one-item-dominates',
    plant: (log) =>
      change(
        log,
        (one, at) => one.itemNo > 0 && at % 10 < 6,
        () => ({ itemNo: 3 }),
      ),
  },
  {
    fault: 'the catalogue was imported under new ids from a day on',
    check: 'items-remapped',
    plant: (log) => {
      const more = log.items.map((one) => ({
        ...one,
        itemNo: one.itemNo + 500,
        item: { ...one.item, itemId: `n${one.itemNo}` },
      }));
      log.items.push(...more);
      change(
        log,
        (one) => dayOf(one.occurredAtMs) >= DAY && one.itemNo > 0,
        (one) => ({ itemNo: one.itemNo + 500 }),
      );
    },
  },
  {
    fault: 'portions as per cent',
    check: 'portion-out-of-range',
    plant: (log) =>
      change(
        log,
        (one) => one.portion !== null,
        (one) => ({ portion: 100 * one.portion! }),
      ),
  },
  {
    fault: 'negative portions',
    check: 'portion-out-of-range',
    plant: (log) =>
      change(
        log,
        (one, at) => one.portion !== null && at % 40 === 0,
        () => ({ portion: -0.2 }),
      ),
  },
  {
    fault: 'a release divides portions by a hundred once more',
    check: 'portion-unit-changed',
    plant: (log) =>
      change(
        log,
        (one) => onDay(one) && one.portion !== null,
        (one) => ({ portion: one.portion! / 100 }),
      ),
  },
  {
    fault: 'a release sends 1 for every portion',
    check: 'portion-unit-changed',
    plant: (log) =>
      change(
        log,
        (one) => onDay(one) && one.portion !== null,
        () => ({ portion: 1 }),
      ),
  },
  {
    fault: 'stars as ratings',
    check: 'rating-out-of-range',
    plant: (log) => change(log, isOf('rate'), (one) => ({ value: 3 + 2 * one.value! })),
  },
  {
    fault: 'a release sends the best rating for every tap',
    check: 'rating-unit-changed',
    plant: (log) => {
      // A day of many ratings, or there would be too few to tell.
      change(
        log,
        (one, at) => one.type === 'progress' && at % 5 === 0,
        (_, at) => ({
          type: 'rate',
          portion: null,
          value: [-1, -0.5, 0.5, 1][at % 4]!,
        }),
      );
      change(
        log,
        (one) => onDay(one) && one.type === 'rate',
        () => ({ value: 1 }),
      );
    },
  },
  {
    fault: 'decisions of half the log were lost, their views were not',
    check: 'views-without-pages',
    plant: (log) => {
      log.decisions = log.decisions.filter((page) => dayOf(page.servedAtMs) % 2 === 0);
    },
  },
  {
    fault: 'a release forgets to say what was clicked on',
    check: 'clicks-without-impressions',
    plant: (log) =>
      change(
        log,
        (one) => onDay(one) && one.type === 'click',
        () => ({ recommendationId: null }),
      ),
  },
  {
    fault: 'positions that are item numbers',
    check: 'slots-out-of-place',
    plant: (log) =>
      changePages(log, servedOnDay, (page) => ({
        slots: { ...page.slots, position: Int16Array.from(page.slots.itemNo, (itemNo) => 2000 + itemNo) },
      })),
  },
  {
    fault: 'propensities of 0',
    check: 'propensity-impossible',
    plant: (log) =>
      changePages(log, servedOnDay, (page) => ({
        slots: { ...page.slots, propensity: new Float32Array(page.slots.itemNo.length) },
      })),
  },
  {
    fault: 'explored slots logged as certain',
    check: 'propensity-constant',
    plant: (log) =>
      changePages(
        log,
        () => true,
        (page) => ({
          slots: { ...page.slots, propensity: new Float32Array(page.slots.itemNo.length).fill(1) },
        }),
      ),
  },
  {
    fault: 'the model was away for a day',
    check: 'pages-degraded',
    plant: (log) => changePages(log, servedOnDay, () => ({ rung: 'R4' })),
  },
  {
    fault: 'an app stopped reaching the service for a day',
    check: 'surface-vanished',
    plant: (log) =>
      changePages(
        log,
        (page) => servedOnDay(page) && page.surface === 'tv',
        () => ({ surface: 'web' }),
      ),
  },
  {
    fault: 'a proxy lost the region',
    check: 'region-vanished',
    plant: (log) => changePages(log, servedOnDay, () => ({ region: null })),
  },
  {
    fault: 'a simulator was given a key of the app',
    check: 'origins-mixed',
    plant: (log) =>
      changePages(
        log,
        (page) => dayOf(page.servedAtMs) > DAY,
        () => ({ origin: 'simulate' }),
      ),
  },
];
