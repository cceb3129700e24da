import type { Catalogue } from '../../domain/catalogue.ts';
import type { Random } from '../../domain/clock.ts';
import { EVENT_TYPES } from '../../domain/event.ts';
import type { VectorIndex } from '../../domain/model-package.ts';
import { HEADS } from '../../domain/objectives.ts';
import type { FeatureContext } from '../../features/feature-context.ts';
import type { EventTable } from '../log/event-table.ts';
import { logSays } from '../log/log-says.ts';
import type { Timelines } from '../log/timelines.ts';
import { createCandidateDraw } from './draw-candidates.ts';
import { GROUP_SIZE, type Group, shuffleSome } from './examples-builder.ts';
import type { Moment } from './moments.ts';
import { eventsOfUsers } from './user-events.ts';

const [PLAY, PORTION, COMPLETE] = (['play', 'portion', 'complete'] as const).map((head) => HEADS.indexOf(head)) as [
  number,
  number,
  number,
];
const DAY_MS = 86_400_000;

/** Where no page says what was passed over: candidates that a page would have had, drawn by chance. */
export interface SampledGroups {
  /**
   * The title that was used, first, and candidates of that moment beside it; each carries 1 / P(it was drawn), so that what is learned
   * of the few holds for all of them. False where the candidates did not hold the title: the ranker's job is to order what the sources
   * bring. `closed`: bitset of what a page could not have shown.
   */
  write(
    moment: Moment,
    context: FeatureContext,
    index: VectorIndex,
    popular: Int32Array,
    closed: Uint32Array,
    group: Group,
    random: Random,
  ): boolean;
}

/** `rows`: of the packages that candidates are drawn by. */
export function createSampledGroups(
  table: EventTable,
  timelines: Timelines,
  catalogue: Catalogue,
  rows: number,
): SampledGroups {
  const draw = createCandidateDraw(catalogue.size, rows);
  const ahead = new Uint8Array(catalogue.size);
  const ofUsers = eventsOfUsers(table);
  const says = logSays(table);

  /** What is known of the use within a day of it; NaN: this log does not say such things, or not of it (it was only rated). */
  function outcomeOf({ user, at }: Moment): { portion: number; complete: number } {
    const title = timelines.title[at]!;
    const firstMs = table.atMs[timelines.event[at]!]!;
    let portion = Number.NaN;
    let complete = Number.NaN;
    for (const event of ofUsers.between(user, firstMs, firstMs + DAY_MS)) {
      const type = EVENT_TYPES[table.type[event]!]!;
      if (type !== 'play' && type !== 'progress' && type !== 'complete') continue;
      if (catalogue.titleOf[catalogue.denseOfItemNo(table.itemNo[event]!)] !== title) continue;
      const value = table.value[event]!;
      const watched = Number.isNaN(value) ? (type === 'complete' ? 1 : 0) : Math.min(1, value);
      portion = Number.isNaN(portion) ? watched : Math.max(portion, watched);
      complete = type === 'complete' ? 1 : Number.isNaN(complete) ? 0 : complete;
    }
    return { portion: says.portions ? portion : Number.NaN, complete: says.completions ? complete : Number.NaN };
  }

  return {
    write(moment, context, index, popular, closed, group, random) {
      const answer = timelines.title[moment.at]!;
      const candidates = draw(context.history, context.retrieval!, index, popular, closed);
      if (!candidates.includes(answer)) return false;
      // What the user came to later is no evidence against itself.
      for (let at = moment.at; at < moment.last; at++) ahead[timelines.title[at]!] = 1;
      const others = candidates.filter((candidate) => ahead[candidate] === 0);
      for (let at = moment.at; at < moment.last; at++) ahead[timelines.title[at]!] = 0;
      const room = Math.min(others.length, GROUP_SIZE - 1);
      if (room === 0) return false;
      shuffleSome(others, room, random);
      group.user = moment.user;
      group.page = -1;
      group.weight = moment.weight;
      group.count = 1 + room;
      group.item[0] = answer;
      group.item.set(others.subarray(0, room), 1);
      group.labels.fill(0).fill(1, 0, 1);
      group.drawWeights.fill(others.length / room).fill(1, 0, 1);
      group.row.fill(-1);
      group.position.fill(-1);
      group.propensity.fill(Number.NaN);
      // Nobody was shown anything: what would have been clicked or hidden is not known.
      group.outcomes.fill(Number.NaN);
      const { portion, complete } = outcomeOf(moment);
      for (let place = 0; place < group.count; place++) {
        const from = place * HEADS.length;
        group.outcomes[from + PLAY] = place === 0 ? 1 : 0;
        // Of the others it can only be known where it is known of the answer, or all of them would say no.
        group.outcomes[from + PORTION] = place === 0 || Number.isNaN(portion) ? portion : 0;
        group.outcomes[from + COMPLETE] = place === 0 || Number.isNaN(complete) ? complete : 0;
      }
      return true;
    },
  };
}
