import { seededRandom } from '../../../src/domain/clock.ts';
import { anEvent, DAY_MS, dayOf, FIRST_DAY_MS, NOW_MS, userKeyOf } from './clean-log.ts';
import {
  change,
  changePages,
  copyOf,
  DAY,
  HOUR_MS,
  moved,
  onDay,
  type PlantedFault,
  servedOnDay,
} from './planted-fault.ts';

/** Faults of times, volumes and users. */
export const FAULTS_OF_EVENTS: readonly PlantedFault[] = [
  {
    fault: 'a client sends every third event again under another id',
    check: 'duplicate-events',
    plant: (log) => void log.events.push(...log.events.filter((_, at) => at % 3 === 0).map((one) => copyOf(one))),
  },
  {
    fault: 'an import of one day ran twice',
    check: 'duplicate-events',
    plant: (log) => void log.events.push(...log.events.filter(onDay).map((one) => copyOf(one))),
  },
  {
    fault: 'an old day was replayed with the dates of another',
    check: 'day-repeated',
    plant: (log) => {
      const old = log.events.filter(({ occurredAtMs }) => dayOf(occurredAtMs) === DAY - 7);
      log.events.push(...old.map((one) => copyOf(one, moved(one, 7 * DAY_MS))));
    },
  },
  {
    fault: 'seconds were written as milliseconds',
    check: 'time-before-1990',
    plant: (log) => change(log, onDay, (one) => ({ occurredAtMs: Math.floor(one.occurredAtMs / 1000) })),
  },
  {
    fault: 'devices whose clock is a year ahead',
    check: 'time-in-future',
    plant: (log) =>
      change(
        log,
        (_, at) => at % 50 === 0,
        (one) => moved(one, 365 * DAY_MS),
      ),
  },
  {
    fault: 'a time that is no number',
    check: 'time-missing',
    plant: (log) =>
      change(
        log,
        (_, at) => at === 1000,
        () => ({ occurredAtMs: Number.NaN }),
      ),
  },
  {
    fault: 'an import gave everything the time it ran at',
    check: 'one-instant',
    plant: (log) =>
      change(
        log,
        (_, at) => at % 2 === 0,
        () => ({ occurredAtMs: NOW_MS - HOUR_MS, receivedAtMs: NOW_MS }),
      ),
  },
  {
    fault: 'an app counts time from when it started: events come before the page they answer',
    check: 'answer-before-its-page',
    plant: (log) =>
      change(
        log,
        (_, at) => at % 8 === 0,
        (one) => ({ occurredAtMs: one.occurredAtMs - 5 * HOUR_MS }),
      ),
  },
  {
    fault: 'the clock of the service was behind: events were received before they happened',
    check: 'received-before-it-happened',
    plant: (log) =>
      change(
        log,
        (_, at) => at % 9 === 0,
        (one) => ({ receivedAtMs: one.receivedAtMs - 4 * HOUR_MS }),
      ),
  },
  {
    fault: 'release dates of the catalogue lie years ahead',
    check: 'watched-before-release',
    plant: (log) => {
      log.items = log.items.map((one, n) =>
        n % 2 === 0 ? one : { ...one, item: { ...one.item, releaseDate: '2031-01-01T00:00:00Z' } },
      );
    },
  },
  {
    fault: 'a day was written in another time zone',
    check: 'clock-shifted',
    plant: (log) => {
      change(log, onDay, (one) => moved(one, -9 * HOUR_MS));
      changePages(log, servedOnDay, (page) => ({ servedAtMs: page.servedAtMs - 9 * HOUR_MS }));
    },
  },
  {
    fault: 'a day is missing',
    check: 'day-missing',
    plant: (log) => {
      log.events = log.events.filter((one) => !onDay(one));
      log.decisions = log.decisions.filter((one) => !servedOnDay(one));
    },
  },
  {
    fault: 'a day lost 90 % and more of its events',
    check: 'day-dropped',
    plant: (log) => {
      log.events = log.events.filter((one, at) => !onDay(one) || at % 20 === 0);
    },
  },
  {
    fault: 'a load test ran against the live service for a day: twelve times the events',
    check: 'day-surged',
    plant: (log) => {
      const day = log.events.filter(onDay);
      for (let round = 1; round < 13; round++) {
        log.events.push(
          ...day.map((one) =>
            copyOf(one, { ...moved(one, round * 61_003), eventId: `r${round}-${one.eventId}`, recommendationId: null }),
          ),
        );
      }
    },
  },
  {
    fault: 'a day has no plays',
    check: 'type-vanished',
    plant: (log) => {
      log.events = log.events.filter((one) => !onDay(one) || one.type !== 'play');
    },
  },
  {
    fault: 'an app sends its heartbeats as clicks',
    check: 'type-share-jumped',
    plant: (log) =>
      change(
        log,
        (one) => onDay(one) && one.type === 'progress',
        () => ({ type: 'click', portion: null }),
      ),
  },
  {
    fault: 'a crawler plays a hundred times as much as the median user',
    check: 'runaway-user',
    plant: (log) => {
      const random = seededRandom(5);
      for (let n = 0; n < 12_000; n++) {
        const occurredAtMs = Math.floor(FIRST_DAY_MS + 27 * DAY_MS * random());
        const itemNo = 1 + Math.floor(100 * random());
        log.events.push(anEvent(log, { user: 999, itemNo, type: 'play', occurredAtMs }));
      }
    },
  },
  {
    fault: 'everybody who is not signed in has one id',
    check: 'one-user-dominates',
    plant: (log) =>
      change(
        log,
        (_, at) => at % 5 < 2,
        () => ({ userKey: userKeyOf(7) }),
      ),
  },
  {
    fault: 'bots play a title each ninety seconds',
    check: 'bots',
    plant: (log) => {
      for (let bot = 0; bot < 6; bot++) {
        for (let n = 0; n < 90; n++) {
          const occurredAtMs = FIRST_DAY_MS + (3 * bot + 2) * DAY_MS + n * 90_000;
          log.events.push(anEvent(log, { user: 500 + bot, itemNo: 1 + ((n * 7) % 90), type: 'play', occurredAtMs }));
        }
      }
    },
  },
  {
    fault: 'the secret was lost: everybody is somebody else from a day on',
    check: 'users-remapped',
    plant: (log) =>
      change(
        log,
        (one) => dayOf(one.occurredAtMs) >= DAY,
        (one) => ({ userKey: one.userKey.replace(/^0000/, 'ffff') }),
      ),
  },
];
