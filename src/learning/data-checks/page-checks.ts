import { EVENT_TYPES } from '../../domain/event.ts';
import { ORIGINS } from '../../domain/origin.ts';
import { RUNGS } from '../../domain/page.ts';
import { besideNeighbours, isRegular, perDay, sharesOf } from './daily.ts';
import { block, type CheckInput, type DataCheck, type Found, percent, warn } from './data-check.ts';

const [VIEWED, CLICK] = (['viewed', 'click'] as const).map((type) => EVENT_TYPES.indexOf(type));
const IMPORT = ORIGINS.indexOf('import');
const R1 = RUNGS.indexOf('R1');

/** Pages, and what names them: positions, propensities, rungs, and events that lost theirs. */
export const PAGE_CHECKS: readonly DataCheck[] = [
  {
    name: 'views-without-pages',
    advice: 'Views name pages that the log lacks: were decisions lost, or is their journal not shipped yet?',
    find: findViewsWithoutPages,
  },
  {
    name: 'clicks-without-impressions',
    advice:
      'An app stopped sending impressionIds or recommendationId with clicks: nothing can be learned of what was passed over.',
    find({ log: { events }, window }) {
      const clicks = perDay(window, events.atMs, (at) => events.type[at] === CLICK);
      if (!isRegular(clicks, 20)) return null;
      const named = perDay(window, events.atMs, (at) => events.type[at] === CLICK && events.page[at]! >= 0);
      for (const { day, value, usual } of besideNeighbours(sharesOf(named, clicks, 20))) {
        if (usual < 0.5 || value > 0.2 * usual) continue;
        return block(
          `${percent(value)} of the clicks of ${window.nameOf(day)} name what they were on, usually ${percent(usual)}`,
        );
      }
      return null;
    },
  },
  {
    name: 'slots-out-of-place',
    advice: 'Positions count from 0 within a row, each once: correct what writes these pages, or leave them out.',
    find({ log: { slots } }) {
      const { pages, pagesOutOfPlace } = slots;
      if (pagesOutOfPlace === 0) return null;
      const said = `${pagesOutOfPlace} of ${pages} pages have slots that cannot be, or one twice`;
      return pagesOutOfPlace >= 0.01 * pages ? block(said) : warn(said);
    },
  },
  {
    name: 'propensity-impossible',
    advice: 'Propensities are probabilities above 0: others make weights endless or negative. Leave those pages out.',
    find({ log: { slots } }) {
      const { impossiblePropensities: bad } = slots;
      return bad === 0
        ? null
        : block(`${bad} of ${slots.slots} slots have a propensity of 0 or less, above 1, or none`);
    },
  },
  {
    name: 'propensity-constant',
    advice: 'Explored slots must carry the probability they were drawn with: nothing corrects for chance otherwise.',
    find({ log: { slots } }) {
      const { explored, exploredAsCertain } = slots;
      if (explored < 100 || exploredAsCertain < 0.95 * explored) return null;
      return block(`${exploredAsCertain} of ${explored} explored slots say that they were certain`);
    },
  },
  {
    name: 'pages-degraded',
    advice:
      'Most pages of that day were not ranked: see why (the model, the user state store) and how long. Then accept it.',
    find({ log: { pages }, window }) {
      const all = perDay(window, pages.servedAtMs);
      if (!isRegular(all, 20)) return null;
      const below = perDay(window, pages.servedAtMs, (at) => pages.rung[at]! > R1);
      for (const { day, value, usual } of besideNeighbours(sharesOf(below, all, 20))) {
        if (value < 0.5 || usual > 0.1) continue;
        return block(
          `${percent(value)} of the pages of ${window.nameOf(day)} were below rung R1, usually ${percent(usual)}`,
        );
      }
      return null;
    },
  },
  {
    name: 'surface-vanished',
    advice: 'An app of that surface does not reach the service, or names itself otherwise: ask for its release notes.',
    find: ({ log, window }) => findVanished(window, log.pages.servedAtMs, log.pages.surface, log.surfaces, 'surface'),
  },
  {
    name: 'region-vanished',
    advice: 'A region does not reach the service, or its pages come without it: see the proxy or app that sets it.',
    find: ({ log, window }) => findVanished(window, log.pages.servedAtMs, log.pages.region, log.regions, 'region'),
  },
  {
    name: 'origins-mixed',
    advice:
      'Events of one origin answer pages of another: a key has the wrong origin, such as a simulator with a key of the app.',
    find({ log: { events, namedPageAtMs, namedPageOrigin } }) {
      let named = 0;
      let mixed = 0;
      for (let at = 0; at < events.length; at++) {
        const page = events.page[at]!;
        if (page < 0 || Number.isNaN(namedPageAtMs[page]!)) continue;
        named++;
        if (namedPageOrigin[page] !== events.origin[at]) mixed++;
      }
      if (mixed < 20 || mixed < 0.01 * named) return null;
      return block(`${mixed} of ${named} events have another origin than the page that they answer`);
    },
  },
];

/** Imported histories may name pages of another system. The oldest two days may answer pages that retention dropped. */
function findViewsWithoutPages({ log: { events, namedPageAtMs }, window }: CheckInput): Found | null {
  let views = 0;
  let lost = 0;
  for (let at = 0; at < events.length; at++) {
    const page = events.page[at]!;
    if (events.type[at] !== VIEWED || page < 0 || events.origin[at] === IMPORT) continue;
    if (window.days > 4 && window.dayAt(events.atMs[at]!) < 2) continue;
    views++;
    if (Number.isNaN(namedPageAtMs[page]!)) lost++;
  }
  if (lost < 20 || lost < 0.05 * views) return null;
  const said = `${lost} of ${views} views name pages that the log lacks`;
  return lost >= 0.3 * views ? block(said) : warn(said);
}

/** As many pages as are expected on a day before their absence means anything. */
const FEWEST_EXPECTED = 10;

function findVanished(
  window: CheckInput['window'],
  servedAtMs: Float64Array,
  column: Uint16Array,
  names: readonly string[],
  what: string,
): Found | null {
  const all = perDay(window, servedAtMs);
  if (!isRegular(all, 20)) return null;
  for (const [number, name] of names.entries()) {
    const shares = sharesOf(
      perDay(window, servedAtMs, (at) => column[at] === number),
      all,
      20,
    );
    for (const { day, value, usual } of besideNeighbours(shares)) {
      if (value > 0 || usual * all[day]! < FEWEST_EXPECTED) continue;
      const named = name === '' ? `no ${what}` : `${what} ${name}`;
      return block(`no page of ${window.nameOf(day)} has ${named}, usually ${percent(usual)} do`);
    }
  }
  return null;
}
