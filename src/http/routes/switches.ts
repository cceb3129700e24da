import type { Clock } from '../../domain/clock.ts';
import { MarqueeError } from '../../domain/errors.ts';
import type { StoredSwitch, SwitchesStore } from '../../domain/ports/switches-store.ts';
import { holds, isSwitchName, SWITCH_NAMES, type SwitchName } from '../../domain/switches.ts';
import { etagOf, requireMatch } from '../etag.ts';
import { type Answer, defineRoute, JSON_TYPES, type Route } from '../route.ts';
import { listOf, noQuery } from '../schemas/common.ts';
import { switchDraft, switchParams, switchShown } from '../schemas/switches.ts';

/** What of a page can be turned off in an incident, for admins. Every replica hears of a change at once. */
export function switchRoutes(store: SwitchesStore, clock: Clock): readonly Route[] {
  const tag = 'Switches';
  const roles = ['admin'] as const;
  const answered = { description: 'The switch', schema: switchShown, headers: ['etag'] } as const;
  const find = async (name: SwitchName): Promise<StoredSwitch | null> =>
    (await store.list()).find((one) => one.name === name) ?? null;
  const answerOf = (name: SwitchName, stored: StoredSwitch | null): Answer => ({
    status: 200,
    body: shown(name, stored, clock.nowMs()),
    headers: { etag: etagOf(stored?.version ?? 0) },
  });

  return [
    defineRoute({
      method: 'get',
      path: '/v1/switches',
      roles,
      name: 'listSwitches',
      summary: 'All switches as they stand now',
      tag,
      query: noQuery,
      answers: { 200: { description: 'All of them', schema: listOf(switchShown) } },
      async handle() {
        const stored = new Map((await store.list()).map((one) => [one.name, one]));
        const items = SWITCH_NAMES.map((name) => shown(name, stored.get(name) ?? null, clock.nowMs()));
        return { status: 200, body: { items, nextCursor: null } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/switches/{name}',
      roles,
      name: 'getSwitch',
      summary: 'One switch as it stands now',
      tag,
      params: switchParams,
      query: noQuery,
      answers: { 200: answered },
      async handle({ params: { name } }) {
        const known = nameOf(name);
        return answerOf(known, await find(known));
      },
    }),
    defineRoute({
      method: 'put',
      path: '/v1/switches/{name}',
      roles,
      name: 'putSwitch',
      summary: 'Turns a part of the page off or on, on every replica and from the next page on',
      tag,
      params: switchParams,
      query: noQuery,
      body: { kind: 'json', mediaTypes: JSON_TYPES, schema: switchDraft },
      answers: { 200: answered },
      async handle({ params: { name }, body: { state, until, reason }, caller, ifMatch }) {
        const untilMs = until === null ? null : Date.parse(until);
        if (untilMs !== null && untilMs <= clock.nowMs()) {
          throw new MarqueeError('invalid-request', 'until must be a time to come, or null.');
        }
        const known = nameOf(name);
        const version = (await find(known))?.version ?? 0;
        requireMatch(ifMatch, version);
        const isAny = ifMatch === undefined || ifMatch.trim() === '*';
        const change = { atMs: clock.nowMs(), actor: caller.keyId, reason };
        return answerOf(known, await store.put(known, { state, untilMs }, isAny ? null : version, change));
      },
    }),
  ];
}

function nameOf(name: string): SwitchName {
  if (isSwitchName(name)) return name;
  throw new MarqueeError('unknown-switch', `There is no such switch. There are ${SWITCH_NAMES.join(', ')}.`);
}

/** A time that has come has turned it on: nobody needs to know the clock to read an answer. */
function shown(name: SwitchName, stored: StoredSwitch | null, nowMs: number) {
  if (stored === null) {
    return { name, state: 'on', until: null, reason: '', version: 0, updatedAt: null, updatedBy: null };
  }
  const { untilMs, reason, version, updatedAt, updatedBy } = stored;
  const isSo = holds(stored, nowMs);
  return {
    name,
    state: isSo ? stored.state : 'on',
    until: isSo && untilMs !== null ? new Date(untilMs).toISOString() : null,
    reason,
    version,
    updatedAt,
    updatedBy,
  };
}
