import type { PageTemplate, PageTemplates } from '../src/domain/page-template.ts';
import { SURFACES } from '../src/domain/pin.ts';
import { NO_AFFINITY } from '../src/domain/row-affinity.ts';
import type { Snapshot } from '../src/domain/snapshot.ts';

/** The page with one mechanism taken away, or all of them, by name. */
export const PAGE_VARIANTS: Readonly<Record<string, (snapshot: Snapshot) => Snapshot>> = {
  'as served': (snapshot) => snapshot,
  'without diversity': without({ diversity: 0 }),
  'without calibration': without({ calibration: 0 }),
  'without likeness of rows': without({ rowDiversity: 0 }),
  'without look ahead': without({ lookahead: 0 }),
  'without row affinity': (snapshot) => ({ ...snapshot, rowAffinity: NO_AFFINITY }),
  'without caps': without({ perPerson: 1000, mostIgnored: 1000 }),
  'without exploration': (snapshot) => changed(snapshot, (t) => ({ exploration: { ...t.exploration, share: 0 } })),
  'without new items': (snapshot) => changed(snapshot, (t) => ({ newItems: { ...t.newItems, minimum: 0 } })),
  'none of them': (snapshot) => ({
    ...changed(snapshot, (t) => ({
      diversity: 0,
      calibration: 0,
      rowDiversity: 0,
      lookahead: 0,
      perPerson: 1000,
      mostIgnored: 1000,
      exploration: { ...t.exploration, share: 0 },
      newItems: { ...t.newItems, minimum: 0 },
    })),
    rowAffinity: NO_AFFINITY,
  }),
};

function without(change: Partial<PageTemplate>): (snapshot: Snapshot) => Snapshot {
  return (snapshot) => changed(snapshot, () => change);
}

function changed(snapshot: Snapshot, change: (template: PageTemplate) => Partial<PageTemplate>): Snapshot {
  const templates = Object.fromEntries(
    SURFACES.map((surface) => {
      const template = snapshot.templates[surface];
      return [surface, { ...template, ...change(template) }];
    }),
  ) as PageTemplates;
  return { ...snapshot, templates };
}
