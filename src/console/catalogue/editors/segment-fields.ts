import type { DraftOf } from './editorial-desk.ts';
import type { Problems } from './problems.ts';

export type SegmentFields = DraftOf<'segment'>;

export const segmentFieldsOf = (draft: DraftOf<'segment'> | null): SegmentFields =>
  draft ?? { name: '', filter: '', note: '' };

export const segmentDraftOf = ({ name, filter, note }: SegmentFields): DraftOf<'segment'> => ({
  name: name.trim(),
  filter: filter.trim(),
  note: note.trim(),
});

export function segmentProblemsOf({ name, filter }: SegmentFields): Problems<SegmentFields> {
  return {
    ...(name.trim() === '' && { name: 'It needs a name.' }),
    ...(filter.trim() === '' && { filter: 'Who is in it?' }),
  };
}
