-- A number is one child's for ever. In the index of a province a record's former number stays as a row that
-- names the number it became, so that old news of it is known and nobody else is given it.

alter table student_index add column became text collate "C" not null default '';
