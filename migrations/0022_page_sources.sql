-- The sources of the rows that a page is chosen from, of search, and of items that are shown so that they become known.

CREATE OR REPLACE FUNCTION source_name(source_no smallint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (ARRAY['retrieval', 'cooccurrence', 'popular', 'trending', 'new', 'genre', 'continue-watching',
    'because-you-watched', 'pin', 'fallback', 'similar', 'popular-here', 'my-list', 'leaving-soon', 'watch-again', 'more-from',
    'live-now', 'starting-soon', 'collection', 'search', 'new-item'])[source_no + 1]
$$;
