-- A source that proposes what goes with an item, for GET /v1/items/{itemId}/similar.

CREATE OR REPLACE FUNCTION source_name(source_no smallint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (ARRAY['retrieval', 'cooccurrence', 'popular', 'trending', 'new', 'genre', 'continue-watching',
    'because-you-watched', 'pin', 'fallback', 'similar'])[source_no + 1]
$$;
