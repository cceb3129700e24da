-- When an item first came to the catalogue, for reports on what is new. Columns of a view are added at its end.
CREATE OR REPLACE VIEW v_items AS
SELECT
  n.item_id,
  i.body ->> 'type' AS type,
  i.body ->> 'title' AS title,
  i.body -> 'genres' AS genres,
  i.body -> 'tags' AS tags,
  i.body ->> 'maturity' AS maturity,
  i.body ->> 'language' AS language,
  i.body ->> 'releaseDate' AS release_date,
  (i.body ->> 'durationS')::double precision AS duration_s,
  i.body ->> 'seriesId' AS series_id,
  i.body -> 'windows' AS windows,
  i.blocked,
  i.block_reason,
  i.deleted,
  i.updated_at,
  i.revision,
  i.item_no,
  i.body,
  i.added_at
FROM items i
JOIN item_ids n ON n.item_no = i.item_no;
