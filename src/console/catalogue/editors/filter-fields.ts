/** A field that a filter may name, for those who write one. */
export interface FilterField {
  readonly name: string;
  readonly means: string;
  readonly operators: string;
}

const EQUAL = '=  !=  in  not in';
const ORDER = '=  !=  <  <=  >  >=  in  not in';

/** Of filters on items, as docs/filters.md has them. */
export const ITEM_FILTER_FIELDS: readonly FilterField[] = [
  { name: 'type', means: 'film, series, episode, live, clip', operators: EQUAL },
  { name: 'maturity', means: 'kids < teen < adult', operators: ORDER },
  { name: 'genre', means: 'one of its genres, in any case', operators: EQUAL },
  { name: 'tag', means: 'one of its tags', operators: EQUAL },
  { name: 'cast', means: 'a name of the cast', operators: EQUAL },
  { name: 'director', means: 'a name of the directors', operators: EQUAL },
  { name: 'language', means: 'a tag; pt is met by pt-BR', operators: EQUAL },
  { name: 'title', means: 'the whole title, or a part of it', operators: `${EQUAL}  contains` },
  { name: 'itemId', means: 'ids, in their case', operators: EQUAL },
  { name: 'seriesId', means: 'the series of an episode', operators: EQUAL },
  { name: 'year', means: 'of the release', operators: ORDER },
  { name: 'releaseDate', means: 'a date, or from now: now-30d', operators: ORDER },
  { name: 'startsAt', means: 'a time, or from now: now+2h', operators: ORDER },
  { name: 'endsAt', means: 'a time, or from now', operators: ORDER },
  { name: 'durationS', means: 'seconds', operators: ORDER },
  { name: 'durationMin', means: 'minutes', operators: ORDER },
  { name: 'season', means: 'a number', operators: ORDER },
  { name: 'episode', means: 'a number', operators: ORDER },
];

/** Of filters on users: segments. */
export const USER_FILTER_FIELDS: readonly FilterField[] = [
  { name: 'region', means: 'where the page is asked for', operators: EQUAL },
  { name: 'surface', means: 'tv, web, mobile', operators: EQUAL },
  { name: 'language', means: 'a tag; pt is met by pt-BR', operators: EQUAL },
  { name: 'maturity', means: 'what may be shown at most: kids < teen < adult', operators: ORDER },
  { name: 'newUser', means: 'true, false: fewer than 5 plays or ratings', operators: EQUAL },
  { name: 'label', means: 'the app’s own words for the user', operators: EQUAL },
  { name: 'plays', means: 'how many', operators: ORDER },
  { name: 'completes', means: 'how many', operators: ORDER },
  { name: 'ratings', means: 'how many', operators: ORDER },
  { name: 'titlesWatched', means: 'how many titles', operators: ORDER },
  { name: 'daysSincePlay', means: 'days since anything was played', operators: ORDER },
  { name: 'likedGenre', means: 'a genre of two or more titles watched and not disliked', operators: EQUAL },
  { name: 'watched', means: 'ids of titles watched', operators: EQUAL },
  { name: 'myList', means: 'ids of titles on the list', operators: EQUAL },
];

export const FILTER_EXAMPLES = {
  items: [
    'genre = War and year >= 1970',
    'type = film and (genre in (Comedy, "Film-Noir") or durationMin <= 90)',
    'releaseDate >= now-30d and not language = fr',
  ],
  users: ['label = vip or plays >= 20 and daysSincePlay < 7', 'newUser = true and surface in (tv, web)'],
} as const;
