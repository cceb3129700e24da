import { EVENT_TYPES } from '../../domain/event.ts';
import { besideNeighbours, isRegular, perDay, sharesOf } from './daily.ts';
import { block, type CheckInput, type DataCheck, type Found, percent } from './data-check.ts';

const VIEWED = EVENT_TYPES.indexOf('viewed');

/** Days that have far less or more than those around them, of all events or of a kind. */
export const VOLUME_CHECKS: readonly DataCheck[] = [
  {
    name: 'day-missing',
    advice:
      'Find out whether the day was lost (journals not shipped, an import that failed) and bring it in before training.',
    find: (input) => outOfTheOrdinary(input, ({ value }) => value === 0, 'has no event'),
  },
  {
    name: 'day-dropped',
    advice: 'Find out what did not send or was not stored on that day. A true outage: accept it, its events are few.',
    find: (input) => outOfTheOrdinary(input, ({ value, usual }) => value > 0 && value <= 0.1 * usual, 'has'),
  },
  {
    name: 'day-surged',
    advice: 'Look for an import that ran twice, a load test on the live service, or bots. A true success: accept it.',
    find: (input) =>
      outOfTheOrdinary(input, ({ value, usual, spread }) => value >= 10 * usual && value > usual + 10 * spread, 'has'),
  },
  {
    name: 'type-vanished',
    advice:
      'An app stopped sending this type of event, or it is refused at the door: see the dead letters and the log of the service.',
    find: findVanishedType,
  },
  {
    name: 'type-share-jumped',
    advice:
      'An app sends this type of event in another sense than before, or others no more: ask whose release it was.',
    find(input) {
      for (const [type, name] of EVENT_TYPES.entries()) {
        for (const { day, value, usual, spread } of besideNeighbours(typeShares(input, type))) {
          if (Math.abs(value - usual) < Math.max(0.25, 8 * spread)) continue;
          return block(
            `${name} makes ${percent(value)} of the events of ${input.window.nameOf(day)}, usually ${percent(usual)}`,
          );
        }
      }
      return null;
    },
  },
];

function outOfTheOrdinary(
  { log: { events }, window }: CheckInput,
  is: (verdict: { value: number; usual: number; spread: number }) => boolean,
  said: string,
): Found | null {
  const counts = perDay(window, events.atMs);
  if (!isRegular(counts)) return null;
  const days = besideNeighbours(counts).filter(is);
  if (days.length === 0) return null;
  const { day, value, usual } = days[0]!;
  const number = value === 0 ? '' : ` ${value} events`;
  const more = days.length === 1 ? '' : `; so it is with ${days.length} days`;
  return block(`${window.nameOf(day)} ${said}${number}, the days around it ${Math.round(usual)}${more}`);
}

/** Share of a type among the events of each day other than views, which some apps send in bulk. */
function typeShares({ log: { events }, window }: CheckInput, type: number): Float64Array {
  const all = perDay(window, events.atMs, (at) => type === VIEWED || events.type[at] !== VIEWED);
  const some = perDay(window, events.atMs, (at) => events.type[at] === type);
  return isRegular(all) ? sharesOf(some, all) : new Float64Array(0);
}

/** As many as are expected on a day before their absence means anything. */
const FEWEST_EXPECTED = 20;

function findVanishedType(input: CheckInput): Found | null {
  for (const [type, name] of EVENT_TYPES.entries()) {
    const found = findVanished(input, typeShares(input, type));
    if (found !== null) return block(`${found.dayName} has no ${name}, on the days around it ${found.usual} are`);
  }
  return null;
}

function findVanished({ log: { events }, window }: CheckInput, shares: Float64Array) {
  const counts = perDay(window, events.atMs);
  for (const { day, value, usual, spread } of besideNeighbours(shares)) {
    if (value > 0.02 * usual || usual * counts[day]! < FEWEST_EXPECTED || usual < 4 * spread) continue;
    return { dayName: window.nameOf(day), usual: `${percent(usual)} of the events` };
  }
  return null;
}
