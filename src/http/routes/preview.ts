import type * as z from 'zod';
import { type Audience, isInAudience } from '../../domain/audience.ts';
import { COLLECTION_KIND, type EditorialStores, RULE_KIND, SEGMENT_KIND } from '../../domain/editorial-objects.ts';
import { MarqueeError } from '../../domain/errors.ts';
import type { Maturity } from '../../domain/item.ts';
import { completeTemplate, type PageTemplates } from '../../domain/page-template.ts';
import { SURFACES } from '../../domain/pin.ts';
import { unknownObject } from '../../domain/ports/editorial-store.ts';
import type { ItemStore } from '../../domain/ports/item-store.ts';
import type { PageRequest } from '../../domain/request.ts';
import type { Segment } from '../../domain/segment.ts';
import type { CollectionDesk } from '../../editorial/collections.ts';
import type { PinAnswer, PinBoard } from '../../editorial/pins.ts';
import type { RuleDesk } from '../../editorial/rules.ts';
import { segmentWarnings } from '../../editorial/segment-warnings.ts';
import type { MakePreview } from '../../recommend/preview.ts';
import type { Caller } from '../caller.ts';
import { draftedObjects } from '../drafted-objects.ts';
import { type PageRequestContext, pageRequestOf } from '../page-request.ts';
import { defineRoute, JSON_TYPES, type Route } from '../route.ts';
import { preview, previewRequest } from '../schemas/preview.ts';
import { unknownPin } from './pins.ts';

type Given = z.output<typeof previewRequest>;

/** A home page as editors see it before they change anything. */
export function previewRoutes(
  makePreview: MakePreview,
  pinBoard: Pick<PinBoard, 'get' | 'tryOut'>,
  context: PageRequestContext &
    EditorialStores & {
      readonly collectionDesk: CollectionDesk;
      readonly ruleDesk: RuleDesk;
      readonly itemStore: Pick<ItemStore, 'get'>;
    },
): readonly Route[] {
  const ofCollections = { kind: COLLECTION_KIND, store: context.collectionStore, ...context.collectionDesk };
  const ofRules = { kind: RULE_KIND, store: context.ruleStore, ...context.ruleDesk };
  const ofSegments = {
    kind: SEGMENT_KIND,
    store: context.segmentStore,
    warningsOf: (segment: Segment) => segmentWarnings(segment, context.itemStore),
  };

  /** Throws 'unknown-segment': nobody is in what is neither stored nor a draft. */
  async function requireSegments(segmentIds: readonly string[], { segments }: Given['drafts']): Promise<void> {
    for (const id of segmentIds) {
      if (segments.some(({ segmentId }) => segmentId === id) || (await context.segmentStore.get(id)) !== null) continue;
      throw unknownObject('segment', id);
    }
  }

  /** As it would be stored, or throws 'unknown-pin': a draft of a pin that is gone would be another pin. */
  async function tryOut({ pinId, ...draft }: Given['drafts']['pins'][number], { keyId }: Caller): Promise<PinAnswer> {
    if (pinId !== undefined && (await pinBoard.get(pinId)) === null) {
      throw new MarqueeError(
        'unknown-pin',
        `There is no pin ${pinId} that the draft could stand in for. Leave pinId out to preview it as a new pin.`,
      );
    }
    return await pinBoard.tryOut(draft, pinId ?? null, keyId);
  }

  /** As it is stored, in its newest version; throws 'unknown-pin'. */
  async function stored(pinId: string): Promise<PinAnswer> {
    const found = await pinBoard.get(pinId);
    if (found === null) throw unknownPin(pinId);
    return found;
  }

  return [
    defineRoute({
      method: 'post',
      path: '/v1/preview',
      roles: ['editor'],
      name: 'preview',
      summary: 'A home page with drafts beside the same page without them, for anybody, at any time; logs nothing',
      tag: 'Preview',
      body: { kind: 'json', mediaTypes: JSON_TYPES, schema: previewRequest },
      answers: { 200: { description: 'Both pages, and what differs', schema: preview } },
      async handle({ body, caller }) {
        const asked = previewedRequest(context, caller, body);
        await requireSegments(asked.assumedSegmentIds ?? [], body.drafts);
        const { pins, pinIds } = body.drafts;
        const answers = await Promise.all([...pins.map((pin) => tryOut(pin, caller)), ...pinIds.map(stored)]);
        const drafting = { nowMs: context.clock.nowMs(), actor: caller.keyId };
        const collections = await draftedObjects(ofCollections, body.drafts.collections, drafting);
        const rules = await draftedObjects(ofRules, body.drafts.rules, drafting);
        const segments = await draftedObjects(ofSegments, body.drafts.segments, drafting);
        const made = await makePreview(asked, {
          pins: answers.map(({ pin }, at) => ({ ...pin, pinId: pin.pinId ?? `draft-${at}` })),
          templates: templatesOf(body.drafts.templates),
          collections: collections.map(({ stored }) => stored),
          rules: rules.map(({ stored }) => stored),
          segments: segments.map(({ stored }) => stored),
        });
        const { page, without, difference } = made;
        const rowIds = page.rows.map(({ rowId }) => rowId);
        const drafted = {
          pins: answers.map((answer, at) => ({ ...answer, ...made.pins[at]! })),
          collections: collections.map(({ stored, answer }) => {
            const row = rowIds.indexOf(`collection:${stored.id}`);
            return { ...answer, row: row < 0 ? null : row };
          }),
          rules: rules.map(({ answer }, at) => ({ ...answer, ...made.rules[at]! })),
          segments: segments.map(({ answer }, at) => ({ ...answer, isMember: made.segments[at]! })),
        };
        const at = new Date(asked.nowMs).toISOString();
        return {
          status: 200,
          body: { at, page, without, diff: difference.slots, rowDiff: difference.rows, ...drafted },
        };
      },
    }),
  ];
}

/** Nobody waits for a preview with a remote control in hand: it rather comes late than worse than the page it stands for. */
const DEADLINE_MS = 5_000;
/** Clocks of editors may be behind ours. */
const LATE_MS = 300_000;

function previewedRequest(context: PageRequestContext, caller: Caller, given: Given): PageRequest {
  const { userId = null, audience, at, rows, items, timeZone, include, explain } = given;
  const nowMs = context.clock.nowMs();
  const atMs = at === undefined ? nowMs : Date.parse(at);
  if (atMs < nowMs - LATE_MS) {
    throw new MarqueeError(
      'invalid-request',
      'body.at: must not lie in the past, of which pins and windows that are over are not known any more. What was served then ' +
        'is in the log: GET /v1/decisions/{recommendationId}.',
    );
  }
  const who = placeOf(given, audience ?? {});
  const request = pageRequestOf(context, caller, userId, {
    ...who,
    ...{ rows, items, timeZone, include, explain },
    priority: 'home',
    deadlineMs: DEADLINE_MS,
  });
  const asked: PageRequest = { ...request, nowMs: atMs };
  if (audience === undefined) return asked;
  // As of all keys, the first.
  const seen: PageRequest = { ...asked, isNewUser: true, assumedSegmentIds: audience.segmentIds?.slice(0, 1) ?? [] };
  requireInAudience(audience, seen);
  return seen;
}

/** Where and as what the page is asked for: as said, else the first of the audience. */
function placeOf(
  given: Pick<Given, 'surface' | 'region' | 'language' | 'maturity'>,
  { surfaces, regions, languages, maturities }: Audience,
) {
  const maturity: Maturity | undefined = given.maturity ?? maturities?.[0];
  return {
    surface: given.surface ?? surfaces?.[0] ?? 'tv',
    region: given.region ?? regions?.[0],
    language: given.language ?? languages?.[0],
    maturity,
  };
}

function requireInAudience({ newUsers, arms, ...audience }: Audience, request: PageRequest): void {
  if (arms !== undefined) {
    throw new MarqueeError(
      'invalid-request',
      'body.audience.arms: there are no experiments in this version, so nobody is in an arm. Leave it out.',
    );
  }
  if (newUsers === false) {
    throw new MarqueeError(
      'invalid-request',
      'body.audience.newUsers: somebody without history is a new user. Name a userId of the audience instead, or leave it out.',
    );
  }
  for (const [key, parameter] of PARAMETERS) {
    if (isInAudience({ [key]: audience[key] }, request)) continue;
    throw new MarqueeError(
      'invalid-request',
      `body.${parameter}: is not in audience.${key}. Leave it out to preview the first of them, or name one of them.`,
    );
  }
}

const PARAMETERS = [
  ['surfaces', 'surface'],
  ['regions', 'region'],
  ['languages', 'language'],
  ['maturities', 'maturity'],
] as const;

const templatesOf = (given: Given['drafts']['templates']): Partial<PageTemplates> =>
  Object.fromEntries(
    SURFACES.flatMap((surface) => {
      const template = given[surface];
      return template === undefined ? [] : [[surface, completeTemplate(surface, template)]];
    }),
  );
