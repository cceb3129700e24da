-- The role <schema>_analyst reads the views and nothing else. Roles belong to the whole server, so it may exist already, or be
-- made by another migration at this very moment; a service account that may not make roles is told what is missing.
DO $$
DECLARE
  analyst text := current_schema() || '_analyst';
  view_name text;
BEGIN
  BEGIN
    EXECUTE format('CREATE ROLE %I NOLOGIN', analyst);
  EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
    WHEN insufficient_privilege THEN
      RAISE WARNING 'Role % could not be created: create it as an administrator and grant it the v_ views.', analyst;
      RETURN;
  END;
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), analyst);
  FOR view_name IN SELECT viewname FROM pg_views WHERE schemaname = current_schema() AND viewname LIKE 'v\_%' LOOP
    EXECUTE format('GRANT SELECT ON %I TO %I', view_name, analyst);
  END LOOP;
END $$;
