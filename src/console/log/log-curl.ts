import type { Input } from '../../../clients/typescript/src/index.ts';

type Asked = NonNullable<Input<'listImpressions'>>;

/** The address that answers a question over the log, under the service's own. */
export const impressionsPath = (asked: Asked): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) if (value !== undefined) search.set(name, String(value));
  return `/v1/impressions?${search}`;
};

/** The same as a line for a shell. The key stays out of it: it is read from the environment. */
export const logCurl = (serviceUrl: string, asked: Asked): string =>
  `curl -s -H "Authorization: Bearer $ANALYST_KEY" '${(serviceUrl + impressionsPath(asked)).replaceAll("'", '%27')}'`;
