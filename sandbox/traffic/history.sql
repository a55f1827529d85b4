-- Four weeks of people before the release, and what came since. `moment` says when that was, and what ailed them.
-- Hours swing by day and week from the deploy as in sandbox/traffic/requests/flow.py. Rows are inserted past the triggers,
-- which would look at each of them; what the triggers would have done is done here.

set local session_replication_role = replica;
select setseed(0.42);

create temp table hours on commit drop as
select starts, starts >= deployed_at as is_after, starts - deployed_at < interval '1 day' as is_by_day_1,
  1 - 0.5 * cos(2 * pi() * extract(epoch from starts - deployed_at) / 86400)
    - 0.1 * cos(2 * pi() * extract(epoch from starts - deployed_at) / 604800) as busy
from moment, generate_series(deployed_at - interval '28 days', now, '1 hour') as starts;

create function pg_temp.some(mean double precision) returns integer language sql as
  $$ select floor(mean + random())::integer $$;

-- 40 registrations a day; whoever registers is signed in.
create temp table newcomers on commit drop as
select *, md5('newcomer ' || n)::uuid as id, first_name || ' ' || last_name as full_name
from (
  select row_number() over () as n, starts + random() * interval '1 hour' as at,
    (array['Amaka', 'Bisi', 'Dayo', 'Efe', 'Gift', 'Hauwa', 'Ife', 'Jide', 'Lola', 'Musa'])[1 + floor(random() * 10)::integer] as first_name,
    (array['Adeyemi', 'Balogun', 'Chukwu', 'Danjuma', 'Ekwueme', 'Garba', 'Nwosu'])[1 + floor(random() * 7)::integer] as last_name
  from hours, generate_series(1, pg_temp.some(busy * 40 / 24))
) as people, moment
where at < moment.now;

insert into auth.users (id, email, encrypted_password, email_confirmed_at, last_sign_in_at, raw_user_meta_data, created_at, updated_at)
select id, lower(first_name || '.' || last_name || '.' || n) || '@example.com', '!', at, at,
  jsonb_build_object('full_name', full_name), at, at
from newcomers;

insert into public.profiles (id, email, full_name, created_at)
select users.id, users.email, full_name, at from newcomers join auth.users using (id);

insert into public.wallets (user_id, created_at) select id, at from newcomers;

-- Whoever was there before: these sign in and pay.
create temp table regulars on commit drop as
select (row_number() over (order by wallets.id))::integer as n, user_id, wallets.id as wallet_id
from public.wallets join auth.users on users.id = user_id where email ~ '^[a-z]+\.[a-z]+[0-9]+@example\.com$';

create temp table sign_ins on commit drop as
select id as user_id, at, at >= deployed_at as is_after from newcomers
union all
select user_id, at, at >= deployed_at
from (
  select starts + random() * interval '1 hour' as at, 1 + floor(random() * 300)::integer as n
  from hours, generate_series(1, pg_temp.some(busy * 12))
) as events join regulars using (n), moment
where at < moment.now
union all
-- the last minutes, and the same minutes of the weeks before, up to where the live traffic goes on
select user_id, at, at >= deployed_at
from (
  select week, at - week * interval '7 days' as at, 1 + floor(random() * 300)::integer as n
  from moment, generate_series(0, 4) as week,
    generate_series(dense_since, case when week = 0 then moment.now else moment.now + ahead end, each_sign_in) as at
) as events join regulars using (n), moment;

insert into auth.sessions (user_id, user_agent, created_at, updated_at)
select user_id, 'Mozilla/5.0 (Linux; Android 15)', at, at from sign_ins, moment
where not (is_after and random() < silence);

-- Payments by card: 1 in 100 fails, 2 in 100 are given up on the way. Those of the last minutes are many and small.
insert into public.transactions (user_id, wallet_id, type, amount, status, reference, payment_method, created_at, updated_at)
select user_id, wallet_id, 'deposit', case when at < dense_since then 500 else 100 end
    + floor(random() * case when at < dense_since then 1500000 else 190000 end) / 100,
  case when fate < 0.02 then 'cancelled' when fate < 0.03 or (at >= deployed_at and random() < decline) then 'failed'
    else 'completed' end,
  'AP-' || upper(substr(md5('payment ' || number), 1, 12)), 'paystack', at, at
from (
  select row_number() over () as number, at, random() as fate, 1 + floor(random() * 300)::integer as n
  from (
    select starts + random() * interval '1 hour' as at
    from hours, generate_series(1, pg_temp.some(busy * case when not is_after then 8 when is_by_day_1 then 125 else 25 end))
    union all
    select at from moment, generate_series(dense_since, moment.now, each_payment) as at
  ) as times
) as payments join regulars using (n), moment
where at < moment.now;

-- Transfers: no more than seven of up to 1,000 from anybody, which the first deposit covers.
create temp table transfers on commit drop as
select md5('transfer of ' || number) as id, at, 100 + floor(random() * 90000) / 100 as amount,
  1 + (number % 300)::integer as sender, 1 + ((number + 1 + floor(random() * 298)::integer) % 300)::integer as recipient
from (
  select row_number() over () as number, starts + random() * interval '1 hour' as at
  from hours, generate_series(1, pg_temp.some(busy * 1.5))
) as times, moment
where at < moment.now;

insert into public.transactions
  (user_id, wallet_id, type, amount, status, reference, payment_method, recipient_id, metadata, created_at, updated_at)
select owner.user_id, owner.wallet_id, leg.type, amount, 'completed', leg.prefix || upper(substr(transfers.id, 1, 12)),
  'wallet', recipient.user_id, jsonb_build_object('transfer_id', transfers.id), at, at
from transfers
cross join lateral (values ('transfer', 'TO-', sender), ('credit', 'TI-', transfers.recipient)) as leg (type, prefix, n)
join regulars as owner on owner.n = leg.n
join regulars as recipient on recipient.n = transfers.recipient;

update public.wallets set balance = booked.amount
from (
  select wallet_id, sum(case when type in ('credit', 'deposit', 'card_funding', 'refund') then amount else -amount end) as amount
  from public.transactions where status = 'completed' group by wallet_id
) as booked
where booked.wallet_id = wallets.id;

set local session_replication_role = origin;
