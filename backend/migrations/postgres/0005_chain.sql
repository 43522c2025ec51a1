-- What the log up to a change comes to. A device names it with its cursor, so that a log that was restored from a copy,
-- and has grown another way since, is not taken for the one it knew. Filled in for older changes by the program.
alter table changes add column chain text not null default '';
