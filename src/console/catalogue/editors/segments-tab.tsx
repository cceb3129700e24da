import type { EditorialKind } from './editorial-kind.ts';
import { EditorialTab } from './editorial-tab.tsx';
import { pick } from './pick.ts';
import { type SegmentFields, segmentDraftOf, segmentFieldsOf, segmentProblemsOf } from './segment-fields.ts';
import { SegmentForm } from './segment-form.tsx';

export const SegmentsTab = () => <EditorialTab kind={SEGMENTS} />;

const SEGMENTS: EditorialKind<'segment', SegmentFields> = {
  noun: 'segment',
  names: { one: 'segment', many: 'Segments' },
  invitation: 'A segment is a part of the users by what is known of them; pins, rules and collections can be for it.',
  idOf: ({ segmentId }) => segmentId ?? '',
  nameOf: ({ name }) => name,
  lineOf: ({ filter }) => filter,
  stateOf: () => null,
  fieldsOf: segmentFieldsOf,
  draftOf: segmentDraftOf,
  draftOfObject: (segment) => pick(segment, ['name', 'filter', 'note']),
  problemsOf: segmentProblemsOf,
  forCheck: (fields) => ({ ...fields, name: fields.name.trim() || 'Without a name' }),
  Form: SegmentForm,
};
