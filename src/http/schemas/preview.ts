import * as z from 'zod';
import { SURFACES, type Surface } from '../../domain/audience.ts';
import { WITHHELD_REASONS } from '../../domain/pin.ts';
import { audience } from './audience.ts';
import { collectionDraft, collectionFields } from './collection.ts';
import { answeredInstant, id, instant, surface } from './common.ts';
import { editorialObject, editorialWarning } from './editorial-object.ts';
import { homeParameters, page } from './home.ts';
import { pinAnswer, pinDraft } from './pin.ts';
import { ruleDraft, ruleFields } from './rule.ts';
import { segmentDraft, segmentFields } from './segment.ts';
import { templateDraft } from './template.ts';

/** Each is judged beside all that is stored, and every page looks at all of them. */
const MOST_PINS = 100;
const MOST_OBJECTS = 50;

const pins = z
  .array(
    pinDraft
      .safeExtend({
        pinId: id.optional().meta({ description: 'Of a pin that is stored: the draft stands in its place' }),
      })
      .meta({ id: 'PreviewPin' }),
  )
  .max(MOST_PINS)
  .superRefine((given, context) => {
    for (const [at, { pinId }] of given.entries()) {
      if (pinId === undefined || given.findIndex((other) => other.pinId === pinId) === at) continue;
      context.addIssue({ code: 'custom', path: [at, 'pinId'], message: 'is there already: send each pin once' });
    }
  });

const pinIds = z
  .array(id)
  .max(MOST_PINS)
  .refine(isEachOnce, 'must name each pin once')
  .meta({ description: 'Pins that are stored, each in its newest version: so what waits for approval is seen' });

const collections = z
  .array(
    collectionDraft
      .safeExtend({
        collectionId: id
          .optional()
          .meta({ description: 'Of a collection that is stored: the draft stands in its place' }),
      })
      .meta({ id: 'PreviewCollection' }),
  )
  .max(MOST_OBJECTS)
  .refine((given) => isEachOnce(given.map(({ collectionId }) => collectionId)), 'must name each collectionId once');

const rules = z
  .array(
    ruleDraft
      .safeExtend({
        ruleId: id.optional().meta({ description: 'Of a rule that is stored: the draft stands in its place' }),
      })
      .meta({ id: 'PreviewRule' }),
  )
  .max(MOST_OBJECTS)
  .refine((given) => isEachOnce(given.map(({ ruleId }) => ruleId)), 'must name each ruleId once');

const segments = z
  .array(
    segmentDraft
      .safeExtend({
        segmentId: id.meta({
          description:
            'Of a segment that is stored: the draft stands in its place; or what audiences of the drafts name',
        }),
      })
      .meta({ id: 'PreviewSegment' }),
  )
  .max(MOST_OBJECTS)
  .refine((given) => isEachOnce(given.map(({ segmentId }) => segmentId)), 'must name each segmentId once');

const { template } = templateDraft.shape;
const templates = z
  .strictObject(
    Object.fromEntries(SURFACES.map((name) => [name, template.optional()])) as Record<
      Surface,
      z.ZodOptional<typeof template>
    >,
  )
  .meta({ description: 'By surface, each as `template` of PUT /v1/templates/{surface}; {} is the default' });

export const previewRequest = z
  .strictObject({
    userId: id.optional().meta({ description: 'Whose page; one that nobody knows is a user without history' }),
    audience: audience.optional().meta({
      description:
        'Instead of userId: a user without history in this audience, by the first value of each key; as if in its first segment',
    }),
    ...homeParameters.pick({ region: true, language: true, maturity: true, timeZone: true }).shape,
    ...homeParameters.pick({ rows: true, items: true, include: true, explain: true }).shape,
    surface: surface.optional().meta({ description: 'tv when neither it nor the audience says' }),
    at: instant.optional().meta({ description: 'When the page would be asked for; now when absent' }),
    drafts: z
      .strictObject({
        pins: pins.default([]),
        pinIds: pinIds.default([]),
        templates: templates.default({}),
        collections: collections.default([]),
        rules: rules.default([]),
        segments: segments.default([]),
      })
      .refine(({ pins, pinIds }) => isEachOnce([...pins.map(({ pinId }) => pinId), ...pinIds]), {
        path: ['pinIds'],
        message: 'names a pin of which there is a draft: a page has one version of it',
      })
      .default({ pins: [], pinIds: [], templates: {}, collections: [], rules: [], segments: [] })
      .meta({ description: 'What would be changed, and is not' }),
  })
  .refine(({ userId, audience }) => (userId === undefined) !== (audience === undefined), {
    path: ['userId'],
    message: 'exactly one of userId and audience must be given; audience {} is anybody without history',
  })
  .meta({ id: 'PreviewRequest' });

const place = z.int().nullable();
const itemId = z.string().nullable().meta({ description: 'null: no such slot' });

export const preview = z
  .strictObject({
    at: answeredInstant.meta({ description: 'The moment both pages are of' }),
    page,
    without: page.meta({ description: 'The same page without the drafts' }),
    diff: z
      .array(z.strictObject({ rowId: z.string(), position: z.int(), before: itemId, after: itemId }))
      .meta({ description: 'Slots that hold another item: `before` on `without`, `after` on `page`' }),
    rowDiff: z
      .array(z.strictObject({ rowId: z.string(), before: place, after: place }))
      .meta({ description: 'Rows at another place, from 0; null: not on that page' }),
    pins: z
      .array(
        pinAnswer.safeExtend({
          shown: z.strictObject({ rowId: z.string(), position: z.int() }).nullable().meta({
            description: 'Where it stands on `page`. null with withheld null: not for this audience and time',
          }),
          withheld: z.enum(WITHHELD_REASONS).nullable().meta({ description: 'Why it does not stand' }),
        }),
      )
      .meta({
        description:
          'The pins of the drafts in their order, then those of pinIds, as POST /v1/pins?validateOnly=true answers',
      }),
    collections: z
      .array(
        z.strictObject({
          collection: editorialObject({ kind: 'collection', answered: collectionFields }),
          warnings: z.array(editorialWarning),
          row: place.meta({ description: 'Its place among the rows of `page`, from 0; null: it does not stand there' }),
        }),
      )
      .meta({ description: 'The collections of the drafts, in their order, as POST /v1/collections answers' }),
    rules: z
      .array(
        z.strictObject({
          rule: editorialObject({ kind: 'rule', answered: ruleFields }),
          warnings: z.array(editorialWarning),
          shown: z.int().meta({ description: 'Slots of `page` that hold an item it is about' }),
          shownWithout: z.int().meta({ description: 'Slots of `without` that do' }),
        }),
      )
      .meta({ description: 'The rules of the drafts, in their order, as POST /v1/rules answers' }),
    segments: z
      .array(
        z.strictObject({
          segment: editorialObject({ kind: 'segment', answered: segmentFields }),
          warnings: z.array(editorialWarning),
          isMember: z.boolean().meta({ description: 'Whether the viewer of `page` is in it' }),
        }),
      )
      .meta({ description: 'The segments of the drafts, in their order, as POST /v1/segments answers' }),
  })
  .meta({ id: 'Preview' });

/** Those that are named at all. */
function isEachOnce(ids: readonly (string | undefined)[]): boolean {
  const named = ids.filter((one) => one !== undefined);
  return new Set(named).size === named.length;
}
