import { maturityRank, strictestMaturity } from '../domain/item.ts';
import type { PageRequest } from '../domain/request.ts';
import type { UserAttributes } from '../domain/user-attributes.ts';
import { MAX_LINKS, type StampedAttributes, type UserLink } from './user-state.ts';

/**
 * The request as the user's profile completes it. Region and language: the request's, else the profile's. Maturity: the stricter
 * of both; the default holds only where neither says anything.
 */
export function withProfile(request: PageRequest, profile: UserAttributes | null): PageRequest {
  if (profile === null) return request;
  const asked = request.isDefaultMaturity === true ? null : request.maturity;
  return {
    ...request,
    region: request.region ?? profile.region,
    language: request.language ?? profile.language,
    maturity: strictestMaturity([asked, profile.maturity], request.maturity),
  };
}

/** The one written last; of two with one stamp the one that comes first in an order of contents, so that the merge commutes. */
export function mergeAttributes(a: StampedAttributes | null, b: StampedAttributes | null): StampedAttributes | null {
  if (a === null || b === null) return a ?? b;
  const newer =
    a.changedAtMs - b.changedAtMs || a.changeKey.high - b.changeKey.high || a.changeKey.low - b.changeKey.low;
  if (newer !== 0) return newer > 0 ? a : b;
  return contentOf(a) <= contentOf(b) ? a : b;
}

/** Union by user, each with its latest time; the newest MAX_LINKS of them. */
export function mergeLinks(a: readonly UserLink[], b: readonly UserLink[]): readonly UserLink[] {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
  const latest = new Map<string, UserLink>();
  for (const link of [...a, ...b]) {
    const other = latest.get(link.userKey);
    if (other === undefined || link.mergedAtMs > other.mergedAtMs) latest.set(link.userKey, link);
  }
  const newest = [...latest.values()].sort((x, y) => y.mergedAtMs - x.mergedAtMs || (x.userKey < y.userKey ? -1 : 1));
  return newest.slice(0, MAX_LINKS).sort((x, y) => (x.userKey < y.userKey ? -1 : 1));
}

const contentOf = ({ region, language, maturity, labels }: UserAttributes): string =>
  JSON.stringify([region, language, maturity === null ? null : maturityRank(maturity), labels]);
