import type { Decision } from '../../../../clients/typescript/src/index.ts';
import { languageName, SURFACE_NAMES } from '../../parts/audience-text.ts';
import { type FilterName, filterValue, type LogFilters, logHref } from '../log-query.ts';
import { NOBODY, ORIGIN_NAMES, plainWords, RUNG_WORDS, shortKey } from '../log-words.ts';

/** Something that is the same for a whole page: what it is called, what it is, and where in the log more of it is. */
export interface DecisionFact {
  readonly name: string;
  readonly text: string;
  /** null: the log is not asked by it. */
  readonly href: string | null;
}

/** What is known of a page, in the order in which it is asked about. */
export function decisionFacts(decision: Decision): readonly DecisionFact[] {
  const { userKey, sessionId, surface, region, maturity, language, timeZone, rung, models, arms, tookMs } = decision;
  const more = (name: FilterName, value: string | null) => (value === null ? null : moreHref(decision, name, value));
  return [
    { name: 'Viewer', text: shortKey(userKey), href: userKey === NOBODY ? null : more('userKey', userKey) },
    { name: 'Asked for', text: QUESTIONS[decision.route], href: null },
    { name: 'Surface', text: surfaceName(surface), href: more('surface', surface) },
    { name: 'Region', text: region ?? 'Not known', href: more('region', region) },
    {
      name: 'Profile',
      text: [plainWords(maturity), language && languageName(language), timeZone].filter(Boolean).join(' · '),
      href: null,
    },
    { name: 'Rung', text: `${rung}: ${RUNG_WORDS[rung]}`, href: more('rung', rung) },
    { name: 'Ranker', text: models.ranker ?? 'None', href: more('model', models.ranker) },
    ...(models.retrieval === models.ranker
      ? []
      : [{ name: 'Retrieval', text: models.retrieval ?? 'None', href: more('model', models.retrieval) }]),
    ...Object.entries(arms).map(([experiment, arm]) => ({
      name: 'Arm',
      text: `${experiment}: ${arm}`,
      href: more('arm', `${experiment}:${arm}`),
    })),
    ...(decision.switches?.length ? [{ name: 'Switched off', text: decision.switches.join(', '), href: null }] : []),
    { name: 'Made in', text: `${tookMs < 10 ? tookMs.toFixed(1) : Math.round(tookMs)} ms`, href: null },
    { name: 'Origin', text: ORIGIN_NAMES[decision.origin], href: null },
    ...(sessionId === null ? [] : [{ name: 'Session', text: sessionId, href: null }]),
  ];
}

/** More like it: in the log of the half days around the page. */
export function moreHref(
  { servedAt, origin }: Pick<Decision, 'servedAt' | 'origin'>,
  name: FilterName,
  value: string,
  also: LogFilters = {},
): string {
  const moment = (hours: number) => new Date(Date.parse(servedAt) + hours * 3_600_000).toISOString();
  return logHref({
    time: { from: moment(-12), to: moment(12) },
    origin,
    filters: { ...also, [name]: filterValue(name, value) },
  });
}

const surfaceName = (surface: string): string => SURFACE_NAMES[surface as keyof typeof SURFACE_NAMES] ?? surface;

const QUESTIONS = {
  home: 'A home page',
  row: 'One row',
  similar: 'Similar titles',
  search: 'A search',
} as const;
