import type * as z from 'zod';
import { MarqueeError } from '../../domain/errors.ts';
import type { PinAnswer, PinBoard } from '../../editorial/pins.ts';
import { CSV_TYPE, prefersCsv } from '../csv.ts';
import { etagOf, requireMatch } from '../etag.ts';
import { mergePatch } from '../merge-patch.ts';
import { onceOf } from '../once.ts';
import { type Answer, type Call, defineRoute, JSON_TYPES, MERGE_PATCH_TYPES, type Route } from '../route.ts';
import { listOf, noQuery } from '../schemas/common.ts';
import { bulkAnswer } from '../schemas/item.ts';
import {
  pin,
  pinAnswer,
  pinDeletion,
  pinDraft,
  pinParams,
  pinPatch,
  pinsQuery,
  validateOnlyQuery,
} from '../schemas/pin.ts';
import { validate } from '../validate.ts';
import { pinsAsCsv } from './pin-csv.ts';
import { storePinLines } from './pin-lines.ts';

/** Pins over HTTP. Conflicts and reasons not to show are warnings in the answer, never errors. */
export function pinRoutes(pinBoard: PinBoard): readonly Route[] {
  const tag = 'Pins';
  const roles = ['editor'] as const;
  const answered = { description: 'The pin and what to know of it', schema: pinAnswer, headers: ['etag'] } as const;

  async function existing(pinId: string): Promise<PinAnswer> {
    const found = await pinBoard.get(pinId);
    if (found === null) throw unknownPin(pinId);
    return found;
  }

  /** One try: read, patch, check the whole, write if nobody was faster. */
  async function patchOnce(pinId: string, patch: unknown, { caller, ifMatch }: Asked, validateOnly: boolean) {
    const { pin: before } = await existing(pinId);
    requireMatch(ifMatch, before.version);
    const draft = validate(pinDraft, mergePatch(draftOf(before), patch), 'pin');
    if (validateOnly) return await pinBoard.tryOut(draft, pinId, caller.keyId);
    const after = await pinBoard.replace(pinId, draft, before.version, caller.keyId);
    if (after === null) throw unknownPin(pinId);
    return after;
  }

  return [
    defineRoute({
      method: 'get',
      path: '/v1/pins',
      roles,
      name: 'listPins',
      summary: 'Pins, by age: all of them, or by state, row, item or campaign',
      tag,
      query: pinsQuery,
      answers: {
        200: { description: 'A page of pins; as CSV all of them', schema: listOf(pin), alsoText: CSV_TYPE },
      },
      async handle({ query, accept }) {
        if (prefersCsv(accept)) return await pinsAsCsv(pinBoard, query);
        const { pins, nextCursor } = await pinBoard.list({ ...query, cursor: query.cursor ?? null });
        return { status: 200, body: { items: pins, nextCursor } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/pins',
      roles,
      name: 'createPin',
      summary: 'Pins an item to a row and slot; once, however often it is sent with one Idempotency-Key within a day',
      tag,
      query: validateOnlyQuery,
      body: { kind: 'json', mediaTypes: JSON_TYPES, schema: pinDraft },
      lines: {
        schema: pinDraft,
        answer: {
          description: 'Of NDJSON, a pin a line: how many were made, and which lines were refused',
          schema: bulkAnswer,
        },
        handle: (call) =>
          storePinLines(call, pinBoard, (call.query as z.output<typeof validateOnlyQuery>).validateOnly),
      },
      answers: {
        200: { description: 'Only validated: nothing was stored', schema: pinAnswer },
        201: { ...answered, headers: ['location', 'etag'] },
      },
      async handle(call) {
        const { query, body } = call;
        const once = onceOf(call);
        if (query.validateOnly) return { status: 200, body: await pinBoard.tryOut(body, null, call.caller.keyId) };
        const created = await pinBoard.create(body, call.caller.keyId, once);
        const answer = answerOf(201, created);
        return { ...answer, headers: { ...answer.headers, location: `/v1/pins/${created.pin.pinId}` } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/pins/{pinId}',
      roles,
      name: 'getPin',
      summary: 'One pin',
      tag,
      params: pinParams,
      query: noQuery,
      answers: { 200: answered },
      handle: async ({ params }) => answerOf(200, await existing(params.pinId)),
    }),
    defineRoute({
      method: 'patch',
      path: '/v1/pins/{pinId}',
      roles,
      name: 'patchPin',
      summary: 'Changes a pin (merge patch: null sets a field back to its default)',
      tag,
      params: pinParams,
      query: validateOnlyQuery,
      body: { kind: 'json', mediaTypes: MERGE_PATCH_TYPES, schema: pinPatch },
      answers: { 200: answered },
      async handle({ params, query, body, ...asked }) {
        for (let attempt = 1; ; attempt++) {
          try {
            return answerOf(200, await patchOnce(params.pinId, body, asked, query.validateOnly));
          } catch (error) {
            // Without If-Match the caller set no condition: a pin that changed meanwhile is patched as it is now.
            const isRace = error instanceof MarqueeError && error.code === 'precondition-failed';
            if (!isRace || asked.ifMatch !== undefined || attempt === MAX_PATCH_ATTEMPTS) throw error;
          }
        }
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/v1/pins/{pinId}',
      roles,
      name: 'deletePin',
      summary: 'Takes a pin away',
      tag,
      params: pinParams,
      query: pinDeletion,
      answers: { 204: { description: 'It is gone' } },
      async handle({ params, query, caller, ifMatch }) {
        const { pin: before } = await existing(params.pinId);
        requireMatch(ifMatch, before.version);
        const version = ifMatch === undefined ? null : before.version;
        const removed = await pinBoard.remove(params.pinId, version, caller.keyId, query.reason);
        if (!removed) throw unknownPin(params.pinId);
        return { status: 204 };
      },
    }),
  ];
}

type Asked = Pick<Call, 'caller' | 'ifMatch'>;

const MAX_PATCH_ATTEMPTS = 5;

function answerOf(status: number, answer: PinAnswer): Answer {
  return { status, body: answer, headers: { etag: etagOf(answer.pin.version) } };
}

/** A pin as it could have been sent: what a patch is applied to. */
function draftOf(stored: PinAnswer['pin']): unknown {
  const { pinId: _id, version: _version, createdAt: _created, updatedAt: _updated, ...rest } = stored;
  const { state: _state, approval: _approval, ...draft } = rest;
  return draft;
}

export function unknownPin(pinId: string): MarqueeError {
  return new MarqueeError('unknown-pin', `There is no pin ${pinId}. GET /v1/pins lists those there are.`);
}
