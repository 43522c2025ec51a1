-- A kept mapping says how the dates of its files are written.
alter table import_templates add column dates text;
