import { MATURITIES, type Maturity } from '../domain/item.ts';
import { MAX_LABEL_LENGTH, MAX_LABELS, type UserAttributes } from '../domain/user-attributes.ts';
import type { AttributesChange } from '../domain/user-change.ts';
import { stableEventId } from './stable-ids.ts';

/**
 * What another system knows of a user, as a profile: `region`, `language` and `maturity` by these names, every other text and
 * list of texts as labels `name:text`, and `labels` as they are. A sentence that says what is wrong, where a field cannot be one of ours.
 */
export function foreignProfile(fields: ReadonlyMap<string, unknown>): UserAttributes | string {
  const [region, language, maturity] = ['region', 'language', 'maturity'].map((name) => textOf(fields.get(name)));
  if (region != null && !REGION.test(region)) return 'The "region" must be a code such as GB.';
  if (language != null && !LANGUAGE.test(language)) return 'The "language" must be a tag such as en or pt-BR.';
  if (maturity != null && !MATURITIES.includes(maturity as Maturity)) {
    return `The "maturity" must be one of ${MATURITIES.join(', ')}.`;
  }
  const labels = [...fields].flatMap(([name, value]) =>
    OWN.has(name) ? [] : textsOf(value).map((text) => (name === 'labels' ? text : `${name}:${text}`)),
  );
  return {
    region: region ?? null,
    language: language ?? null,
    maturity: (maturity as Maturity | null) ?? null,
    labels: [...new Set(labels.filter((label) => label.length <= MAX_LABEL_LENGTH))].sort().slice(0, MAX_LABELS),
  };
}

/** The change that puts an imported profile: the same file makes the same change. */
export const profileChange = (
  source: string,
  userKey: string,
  changedAtMs: number,
  attributes: UserAttributes,
): AttributesChange => ({
  kind: 'attributes',
  changeId: stableEventId(source, 'profile', userKey, changedAtMs, JSON.stringify(attributes)),
  userKey,
  changedAtMs,
  origin: 'import',
  attributes,
});

const OWN: ReadonlySet<string> = new Set(['region', 'language', 'maturity']);
const REGION = /^[A-Za-z0-9-]{1,16}$/;
const LANGUAGE = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/;

const textOf = (value: unknown): string | null => textsOf(value)[0] ?? null;

/** What the log cannot store as text is left out with what is no text. */
function textsOf(value: unknown): readonly string[] {
  const values = Array.isArray(value) ? value : [value];
  return values.flatMap((entry) =>
    typeof entry === 'string' && entry.trim() !== '' && entry.isWellFormed() && !entry.includes('\0')
      ? [entry.trim()]
      : [],
  );
}
