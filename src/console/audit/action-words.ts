/** What an entry of the audit tells, in words: `pin.replace` is "changed the pin". An action of a later service is shown as it is. */
export function actionWords(action: string): string {
  const [noun = '', verb = ''] = action.split('.');
  const did = VERBS[verb];
  const what = NOUNS[noun];
  return did !== undefined && what !== undefined ? `${did} the ${what}` : action;
}

/** Of `pin:0197...` the part after the colon; objects without one are their own id. */
export function objectId(object: string): string {
  const colon = object.indexOf(':');
  return colon < 0 ? object : object.slice(colon + 1);
}

/** What can be chosen to be listed alone, by how its actions begin. */
export const ACTION_KINDS: readonly { readonly value: string; readonly label: string }[] = [
  { value: 'pin.', label: 'Pins' },
  { value: 'collection.', label: 'Collections' },
  { value: 'rule.', label: 'Rules' },
  { value: 'segment.', label: 'Segments' },
  { value: 'template.', label: 'Templates' },
  { value: 'item.', label: 'Items' },
  { value: 'suggestion.', label: 'Suggestions' },
  { value: 'switch.', label: 'Switches' },
  { value: 'objectives.', label: 'Objectives' },
  { value: 'model.', label: 'Models' },
];

const VERBS: Readonly<Record<string, string>> = {
  create: 'made',
  replace: 'changed',
  put: 'set',
  remove: 'took away',
  delete: 'took away',
  restore: 'brought back',
  block: 'blocked',
  unblock: 'unblocked',
  tag: 'tagged',
  untag: 'took a tag from',
  approve: 'approved',
  reject: 'rejected',
  reopen: 'reopened',
  accept: 'accepted',
  promote: 'made live',
  rollback: 'rolled back',
  record: 'recorded',
};

const NOUNS: Readonly<Record<string, string>> = {
  pin: 'pin',
  collection: 'collection',
  rule: 'rule',
  segment: 'segment',
  template: 'template',
  item: 'item',
  suggestion: 'suggestion',
  switch: 'switch',
  objectives: 'objectives',
  model: 'model',
};
