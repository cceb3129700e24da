import * as z from 'zod';
import type { EditorialKindName } from '../../domain/ports/editorial-store.ts';
import { answeredInstant, id, text } from './common.ts';

/** What the schemas of one kind are made from. */
export interface EditorialFields {
  readonly kind: EditorialKindName;
  /** As one is sent, whole. */
  readonly draft: z.ZodObject;
  /** Its fields as they are answered. */
  readonly answered: z.ZodRawShape;
}

/** The schemas that every kind of editorial object has: by its names, in OpenAPI as <Kind>, <Kind>Creation and <Kind>Answer. */
export function editorialSchemas({ kind, draft, answered }: EditorialFields) {
  const idName = `${kind}Id`;
  const name = nameOf(kind);
  const object = editorialObject({ kind, answered }).meta({ id: name });
  return {
    object,
    creation: draft
      .safeExtend({
        [idName]: id.optional().meta({ description: 'Made when left out; 409 already-exists when taken' }),
      })
      .meta({ id: `${name}Creation` }),
    answer: z.strictObject({ [kind]: object, warnings: z.array(editorialWarning) }).meta({ id: `${name}Answer` }),
    params: z.strictObject({ [idName]: id }),
  };
}

/** One of a kind as it is answered, by no name of its own. */
export const editorialObject = ({ kind, answered }: Pick<EditorialFields, 'kind' | 'answered'>) =>
  z.strictObject({
    [`${kind}Id`]: z.string().nullable().meta({ description: 'null: only validated' }),
    ...answered,
    version: z.int().meta({ description: 'Grows with every change; the ETag. 0: only validated' }),
    createdAt: answeredInstant,
    updatedAt: answeredInstant,
    updatedBy: z.string().meta({ description: 'Id of the key that changed it last' }),
  });

/** What an editor would regret not knowing. None is an error. */
export const editorialWarning = z
  .strictObject({ code: z.string(), detail: z.string() })
  .meta({ id: 'EditorialWarning' });

export const editorialDeletion = z.strictObject({
  reason: text(0, 2000).default('').meta({ description: 'For the audit log' }),
});

/** Segment, of segment. */
export const nameOf = (kind: EditorialKindName): string => kind[0]!.toUpperCase() + kind.slice(1);
