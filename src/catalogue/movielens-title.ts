/** A MovieLens title taken apart: what a person would call the film, and its (first) year. */
export interface MovieLensTitle {
  readonly title: string;
  readonly year: number | null;
}

const YEAR = /\s*\((\d{4})(?:\s*[–-]\s*(?:\d{4})?)?\)\s*$/;
/** Articles that the source moves behind the name, as "Postman, The" or "Haine, La". */
const MOVED_ARTICLE = /^(.+), (The|An?|L'|L[aeo]s?|El|Il|I|Gli|Un[ae]?|De[rnst]|D[ai]s|Die|Das|Det|Os?|As)(?=$| \()/u;

/** "City of Lost Children, The (Cité des enfants perdus, La) (1995)" -> "The City of Lost Children (La Cité des enfants perdus)", 1995. */
export function parseMovieLensTitle(text: string): MovieLensTitle {
  const match = YEAR.exec(text);
  const name = (match ? text.slice(0, match.index) : text).trim();
  const title = restoreArticle(name).replace(/\(([^()]+)\)/g, (_, other: string) => `(${restoreArticle(other)})`);
  return { title, year: match ? Number(match[1]) : null };
}

function restoreArticle(name: string): string {
  const match = MOVED_ARTICLE.exec(name);
  if (!match) return name;
  const [moved, rest, article] = [match[0], match[1]!, match[2]!];
  return `${article}${article.endsWith("'") ? '' : ' '}${rest}${name.slice(moved.length)}`;
}
