import { MarqueeError } from '../../domain/errors.ts';
import type { PinAnswer, PinBoard } from '../../editorial/pins.ts';
import { etagOf, requireMatch } from '../etag.ts';
import { type Answer, defineRoute, JSON_TYPES, type Route } from '../route.ts';
import { noQuery } from '../schemas/common.ts';
import { pinAnswer, pinApproval, pinParams, pinRejection } from '../schemas/pin.ts';
import { unknownPin } from './pins.ts';

/** A second pair of eyes: what one editor made or changed is let onto pages, or sent back, by another (PINS_NEED_APPROVAL). */
export function pinApprovalRoutes(pinBoard: Pick<PinBoard, 'get' | 'approve' | 'reject'>): readonly Route[] {
  const tag = 'Pins';
  const roles = ['editor'] as const;
  const answers = {
    200: { description: 'The pin and what to know of it', schema: pinAnswer, headers: ['etag'] },
  } as const;

  /** The newest version, which If-Match names if it is there. */
  async function matched(pinId: string, ifMatch: string | undefined): Promise<number> {
    const found = await pinBoard.get(pinId);
    if (found === null) throw unknownPin(pinId);
    requireMatch(ifMatch, found.pin.version);
    return found.pin.version;
  }

  return [
    defineRoute({
      method: 'post',
      path: '/v1/pins/{pinId}/approve',
      roles,
      name: 'approvePin',
      summary:
        'Lets the version that waits onto pages; for who had no part in it, by If-Match with the ETag of what was read',
      tag,
      params: pinParams,
      query: noQuery,
      body: { kind: 'json', mediaTypes: JSON_TYPES, schema: pinApproval, optional: true },
      answers,
      async handle({ params: { pinId }, body: { note }, caller, ifMatch }) {
        if (ifMatch === undefined || ifMatch.trim() === '*') {
          throw new MarqueeError(
            'invalid-request',
            'Send If-Match with the ETag of the pin as you read it: what is approved is that version and no other.',
          );
        }
        const version = await matched(pinId, ifMatch);
        return answerOf(pinId, await pinBoard.approve(pinId, version, caller.keyId, note));
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/pins/{pinId}/reject',
      roles,
      name: 'rejectPin',
      summary:
        'The version that waits goes, and pages keep what they have; one that was never approved becomes a draft',
      tag,
      params: pinParams,
      query: noQuery,
      body: { kind: 'json', mediaTypes: JSON_TYPES, schema: pinRejection },
      answers,
      async handle({ params: { pinId }, body: { reason }, caller, ifMatch }) {
        const version = await matched(pinId, ifMatch);
        return answerOf(
          pinId,
          await pinBoard.reject(pinId, ifMatch === undefined ? null : version, caller.keyId, reason),
        );
      },
    }),
  ];
}

function answerOf(pinId: string, answer: PinAnswer | null): Answer {
  if (answer === null) throw unknownPin(pinId);
  return { status: 200, body: answer, headers: { etag: etagOf(answer.pin.version) } };
}
