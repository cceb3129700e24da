/** Types of the columns that analysts see, as Postgres calls them. */
export const COLUMN_TYPES = [
  'text',
  'text[]',
  'boolean',
  'smallint',
  'integer',
  'integer[]',
  'bigint',
  'real',
  'double precision',
  'date',
  'timestamp with time zone',
  'jsonb',
  'bytea',
  'uuid',
] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

/** Column name -> its type, with `?` where it may be NULL; in the view's order. */
export type ViewColumns = Readonly<Record<string, ColumnType | `${ColumnType}?`>>;
