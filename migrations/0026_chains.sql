-- The pages that go on with a page: GET /v1/decisions/{recommendationId} shows both. First pages have no entry, so they pay nothing.
CREATE INDEX decisions_by_parent ON decisions (parent_id) WHERE parent_id IS NOT NULL;
