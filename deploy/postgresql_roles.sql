-- Roles on PostgreSQL, so that the application can neither change tables nor empty them:
--
--   spp_tracker_owner   owns the tables: run `manage.py migrate` as this role
--   spp_tracker_app     reads and records: serve, seed and verify as this role
--   spp_tracker_reader  reads what public pages show: for the replica (docs/scaling.md)
--
-- Run it as a superuser in the tracker's database after the first `migrate`, and again after each
-- later one:   psql --dbname=spp_tracker --file=deploy/postgresql_roles.sql
-- Then give each a way to log in:   ALTER ROLE spp_tracker_app PASSWORD '…';

DO $$
DECLARE
    role text;
    statement text;
    append_only text;
    public_table text;
BEGIN
    FOREACH role IN ARRAY ARRAY['spp_tracker_owner', 'spp_tracker_app', 'spp_tracker_reader'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', role);
        END IF;
    END LOOP;

    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    GRANT USAGE, CREATE ON SCHEMA public TO spp_tracker_owner;
    GRANT USAGE ON SCHEMA public TO spp_tracker_app, spp_tracker_reader;

    FOR statement IN
        SELECT format('ALTER TABLE %s OWNER TO spp_tracker_owner', oid::regclass)
        FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
        UNION ALL
        SELECT format('ALTER FUNCTION %s OWNER TO spp_tracker_owner', oid::regprocedure)
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    LOOP
        EXECUTE statement;
    END LOOP;

    -- Not TRUNCATE, TRIGGER or REFERENCES.
    REVOKE ALL ON ALL TABLES IN SCHEMA public FROM spp_tracker_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO spp_tracker_app;
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO spp_tracker_app;
    REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM spp_tracker_app;

    -- What is append-only is refused by triggers too: these rights are missing besides.
    FOREACH append_only IN ARRAY ARRAY[
        'priorities_plan',
        'priorities_historicalgoal',
        'priorities_historicalpriorityarea',
        'priorities_historicalinitiative',
        'milestones_statusreport',
        'milestones_statusupdate',
        'milestones_pairstatus',
        'milestones_withdrawal',
        'milestones_updatewithdrawal',
        'milestones_editiondecision',
        'milestones_proposal',
        'milestones_proposaldecision',
        'milestones_historicalmilestone',
        'milestones_historicaldeadline',
        'milestones_seal',
        'milestones_seal_previous'
    ] LOOP
        EXECUTE format('REVOKE UPDATE, DELETE ON %I FROM spp_tracker_app', append_only);
    END LOOP;

    -- What public pages are read from: neither people and their sessions, nor what is not public yet.
    REVOKE ALL ON ALL TABLES IN SCHEMA public FROM spp_tracker_reader;
    FOREACH public_table IN ARRAY ARRAY[
        'priorities_plan',
        'priorities_goal',
        'priorities_priorityarea',
        'priorities_initiative',
        'priorities_historicalgoal',
        'priorities_historicalpriorityarea',
        'priorities_historicalinitiative',
        'milestones_milestone',
        'milestones_deadline',
        'milestones_historicalmilestone',
        'milestones_historicaldeadline',
        'milestones_statusreport',
        'milestones_editiondecision',
        'milestones_statusupdate',
        'milestones_pairstatus',
        'milestones_withdrawal',
        'milestones_updatewithdrawal',
        'milestones_standing',
        'milestones_countchange',
        'milestones_currentcount',
        'milestones_attentioncount',
        'milestones_searchtext',
        'milestones_dataversion'
    ] LOOP
        EXECUTE format('GRANT SELECT ON %I TO spp_tracker_reader', public_table);
    END LOOP;
END $$;
