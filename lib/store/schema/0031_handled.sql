-- What officers of our units have put their stamps under, for whoever looks for it again: a row for each docket and
-- officer, and one for whoever of the unit it was (officer is empty). It tells of the last such stamp. A move of the
-- docket writes it no more often than an officer stamps, and once when the docket ends.

create table handled (
  docket   uuid not null,
  unit     text collate "C" not null,
  officer  text collate "C" not null,
  n        int not null,                -- the entry
  kind     smallint not null,           -- the docket's
  is_ended boolean not null,            -- the docket is
  at       bigint not null,             -- as the entry says
  primary key (docket, unit, officer)
) with (fillfactor = 80);

-- An entry tells who stamped it in its body, which is protobuf (EntryBody): 4 at, 5 unit, 7 officer. All of them
-- stand in their order before 8, the role.
create function xueji_stamped(body bytea, out at bigint, out unit text, out officer text)
language plpgsql immutable as $$
declare
  i int := 0;
  tag int;
  value bigint;
  shift int;
  b int;
begin
  at := 0;
  unit := '';
  officer := '';
  while i < octet_length(body) loop
    tag := get_byte(body, i);
    i := i + 1;
    exit when tag >> 3 > 7;
    value := 0;
    shift := 0;
    loop
      b := get_byte(body, i);
      i := i + 1;
      value := value | ((b & 127)::bigint << shift);
      shift := shift + 7;
      exit when b < 128;
    end loop;
    if tag = 32 then
      at := value;
    elsif tag & 7 = 2 then
      if tag = 42 then
        unit := convert_from(substr(body, i + 1, value::int), 'UTF8');
      elsif tag = 58 then
        officer := convert_from(substr(body, i + 1, value::int), 'UTF8');
      end if;
      i := i + value::int;
    end if;
  end loop;
end $$;

create function xueji_level(unit text) returns int language sql immutable as $$
  select case when length(unit) = 10 then 5 when unit = '000000' then 1 when unit like '%0000' then 2
    when unit like '%00' then 3 else 4 end
$$;

-- Which units are ours no table tells; of which level they are is told by whatever was of one of them. What is
-- written of others of that level nobody asks for.
insert into handled (docket, unit, officer, n, kind, is_ended, at)
  with ours as (
    select xueji_level(holder) level from desk
    union select xueji_level(told) from notice
    union (select xueji_level(school) from record limit 1)
    union (select xueji_level(s.unit) from docket d join entry e on e.docket = d.id and e.n = 1
      cross join lateral xueji_stamped(e.body) s where d.is_filed_here limit 1))
  select distinct on (d.id, s.unit, o.officer) d.id, s.unit, o.officer, e.n, d.kind, d.closed_at > 0, s.at
    from docket d join entry e on e.docket = d.id cross join lateral xueji_stamped(e.body) s
    cross join lateral (values (s.officer), ('')) o(officer)
    where s.officer <> '' and (xueji_level(s.unit) in (select level from ours) or not exists (select from ours))
    order by d.id, s.unit, o.officer, e.n desc;

drop function xueji_stamped(bytea);
drop function xueji_level(text);

-- The first of them is an expression that nobody else asks for: else it could become the road of who asks for a kind,
-- who has a better one.
create index handled_at on handled ((unit || ' ' || officer), at, docket);
create index handled_kind on handled (unit, officer, is_ended, kind, at, docket);
