-- Run once, when the database is made: what migrations cannot do as the programs' user.
CREATE EXTENSION IF NOT EXISTS pgcrypto;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
