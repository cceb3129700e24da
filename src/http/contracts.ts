import { createHash } from 'node:crypto';
import { type ColumnType, columnsOf, LOG_VIEWS, type LogView } from '../domain/log-views.ts';
import { EVENT_SCHEMAS } from '../ingest/event-schema.ts';
import { jsonSchemaOf } from './json-schema.ts';
import { sentEvent } from './schemas/events.ts';
import { page } from './schemas/home.ts';
import { sentItem } from './schemas/item.ts';
import { pinDraft } from './schemas/pin.ts';

/** What a data product promises to those who write to it or read from it. */
export interface DataContract {
  readonly name: string;
  /** Grows with a change that breaks those who relied on the one before. */
  readonly version: number;
  /** Who answers for it. */
  readonly owner: string;
  readonly description: string;
  readonly freshness: { readonly targetS: number; readonly meaning: string };
  /**
   * What may change within a version. 'backward', of what is sent to us: what was right stays right. 'forward', of what is read
   * from us: what is there stays there, in its type; fields and values of enumerations may come.
   */
  readonly compatibility: 'backward' | 'forward';
  /** A hash of the schema: the same as long as nothing changed at all. */
  readonly schemaId: string;
  /** JSON Schema 2020-12 of one record. */
  readonly schema: JsonObject;
}

type JsonObject = Readonly<Record<string, unknown>>;

/** Every contract of this release, by name. */
export function dataContracts(): readonly DataContract[] {
  const contracts: Omit<DataContract, 'schemaId'>[] = [
    ...SENT,
    ...ANSWERED,
    ...Object.entries(VIEWS).map(viewContract),
  ];
  return contracts
    .map((contract) => ({ ...contract, schemaId: hashOf(contract.schema) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

const SENT = [
  {
    name: 'events',
    version: EVENT_SCHEMAS.current.version,
    owner: 'event path',
    description: 'One event, as in the array of POST /v1/events and as a line of `import events`',
    freshness: { targetS: 0.25, meaning: 'From 202 to the next page of the user, p99' },
    compatibility: 'backward',
    schema: jsonSchemaOf(sentEvent, 'input'),
  },
  {
    name: 'items',
    version: 1,
    owner: 'catalogue',
    description: 'One item, as the body of PUT /v1/items/{itemId} and as a line of POST /v1/items',
    freshness: { targetS: 1, meaning: 'From the answer of a block or unblock to every page of every replica' },
    compatibility: 'backward',
    schema: jsonSchemaOf(sentItem, 'input'),
  },
  {
    name: 'pins',
    version: 1,
    owner: 'editorial',
    description: 'One pin, as the body of POST /v1/pins',
    freshness: { targetS: 1, meaning: 'From the answer to every page of every replica' },
    compatibility: 'backward',
    schema: jsonSchemaOf(pinDraft, 'input'),
  },
] as const;

const ANSWERED = [
  {
    name: 'home-page',
    version: 1,
    owner: 'recommendation',
    description: 'A page, as answered by GET /v1/users/{userId}/home and every other page',
    freshness: { targetS: 0.25, meaning: 'How far a page may be behind the accepted events of its user, p99' },
    compatibility: 'forward',
    schema: jsonSchemaOf(page, 'output'),
  },
] as const;

const STORED = { targetS: 0, meaning: 'Read from the table that the change was committed to' };
const SHIPPED = { targetS: 2, meaning: 'From the answer to the row, while Postgres is there' };
const ROLLED_UP = { targetS: 12, meaning: 'From the answer to the count: STATS_REFRESH_S + 2, by default' };

const VIEWS: Readonly<Record<LogView, Pick<DataContract, 'version' | 'owner' | 'description' | 'freshness'>>> = {
  v_impressions: { version: 1, owner: 'event path', description: 'One item served in one slot', freshness: SHIPPED },
  v_events: { version: 1, owner: 'event path', description: 'What a user did', freshness: SHIPPED },
  v_outcomes: { version: 1, owner: 'analytics', description: 'What came of one impression', freshness: ROLLED_UP },
  v_funnel_daily: {
    version: 1,
    owner: 'analytics',
    description: 'Impressions and what came of them, by UTC day of serving, row, position, source, model and origin',
    freshness: ROLLED_UP,
  },
  v_funnel_hourly: { version: 1, owner: 'analytics', description: 'The same by hour', freshness: ROLLED_UP },
  v_item_funnel_hourly: {
    version: 1,
    owner: 'analytics',
    description: 'Impressions of an item, by the pin that put it there, and what came of them, by hour of serving',
    freshness: ROLLED_UP,
  },
  v_pages: {
    version: 1,
    owner: 'event path',
    description:
      'A page as it was answered: rung, time taken, slots asked for and served, how old what it was made from was',
    freshness: SHIPPED,
  },
  v_viewing_hourly: {
    version: 1,
    owner: 'analytics',
    description: 'How far a user came in an item, by hour of watching: plays, progress and completions, previews not',
    freshness: ROLLED_UP,
  },
  v_page_funnel_hourly: {
    version: 1,
    owner: 'analytics',
    description:
      'Pages, their impressions and what came of them, by hour of serving and by what the page was asked with',
    freshness: ROLLED_UP,
  },
  v_impression_outcomes: {
    version: 1,
    owner: 'analytics',
    description: 'An impression with what came of it, joined by key: what reports count from',
    freshness: ROLLED_UP,
  },
  v_item_impressions: {
    version: 1,
    owner: 'analytics',
    description: 'The same rows as v_impression_outcomes, found by the pages of an item that is named',
    freshness: ROLLED_UP,
  },
  v_items: { version: 1, owner: 'catalogue', description: 'An item as last put', freshness: STORED },
  v_pins: { version: 1, owner: 'editorial', description: 'A pin, removed ones included', freshness: STORED },
  v_models: { version: 1, owner: 'learning', description: 'A registered model package', freshness: STORED },
  v_dead_letters: {
    version: 1,
    owner: 'event path',
    description: 'What could not be stored, whole, with the reason',
    freshness: SHIPPED,
  },
  v_users: { version: 1, owner: 'event path', description: 'The profile last put of a user', freshness: SHIPPED },
  v_user_merges: { version: 1, owner: 'event path', description: 'A user merged into another', freshness: SHIPPED },
  v_suggestion_labels: {
    version: 1,
    owner: 'editorial',
    description: 'What an editor said of a suggestion, with the suggestion as it was shown',
    freshness: STORED,
  },
  v_flagged_users: {
    version: 1,
    owner: 'event path',
    description: 'A user left out of item stats and training: more events an hour than a person has',
    freshness: ROLLED_UP,
  },
};

function viewContract([name, contract]: [string, (typeof VIEWS)[LogView]]): Omit<DataContract, 'schemaId'> {
  return { name, ...contract, compatibility: 'forward', schema: rowSchema(name as LogView) };
}

/** A row as `export --format ndjson` writes it. */
function rowSchema(view: LogView): JsonObject {
  const properties = columnsOf(view).map(({ name, type, nullable }) => {
    const shape = JSON_TYPES[type];
    const orNull = nullable && shape.type !== undefined ? { ...shape, type: [shape.type, 'null'] } : shape;
    return [name, { ...orNull, 'x-postgres-type': type, 'x-nullable': nullable }];
  });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: Object.fromEntries(properties),
    required: Object.keys(LOG_VIEWS[view]),
  };
}

const JSON_TYPES: Readonly<Record<ColumnType, { readonly type?: string; readonly [keyword: string]: unknown }>> = {
  text: { type: 'string' },
  'text[]': { type: 'array', items: { type: 'string' } },
  boolean: { type: 'boolean' },
  smallint: { type: 'integer' },
  integer: { type: 'integer' },
  'integer[]': { type: 'array', items: { type: 'integer' } },
  bigint: { type: 'integer' },
  real: { type: 'number' },
  'double precision': { type: 'number' },
  date: { type: 'string', format: 'date' },
  'timestamp with time zone': { type: 'string', format: 'date-time' },
  uuid: { type: 'string', format: 'uuid' },
  // Any JSON value.
  jsonb: {},
  bytea: { type: 'string', description: 'As Postgres writes it: \\x and hex' },
};

const hashOf = (schema: JsonObject): string =>
  createHash('sha256').update(JSON.stringify(schema)).digest('hex').slice(0, 16);
