-- Some hundred users with a past. Every wallet equals its completed transactions, every transfer has two legs.

select setseed(0.24);

insert into auth.users (id, email, encrypted_password, email_confirmed_at, last_sign_in_at, raw_user_meta_data, created_at)
select
  md5('user ' || n)::uuid,
  lower(first_name || '.' || last_name || n || '@example.com'),
  '!',
  now() - age,
  now() - age * random(),
  jsonb_build_object('full_name', first_name || ' ' || last_name),
  now() - age
from (
  select
    n,
    (array['Ada', 'Chidi', 'Emeka', 'Fatima', 'Ibrahim', 'Kemi', 'Ngozi', 'Tunde', 'Yusuf', 'Zainab'])[1 + n % 10] as first_name,
    (array['Abiola', 'Bello', 'Eze', 'Lawal', 'Musa', 'Okafor', 'Okoro'])[1 + n % 7] as last_name,
    interval '1 day' + random() * interval '300 days' as age
  from generate_series(1, 300) as n
) as people;

update public.profiles set
  phone = '+23480' || lpad((abs(hashtext(email)) % 100000000)::text, 8, '0'),
  phone_verified = true,
  kyc_status = case when random() < 0.8 then 'verified' else 'pending' end,
  kyc_tier = 1 + floor(random() * 3)::integer;

-- The first deposit is large enough for all that follows.
insert into public.transactions (user_id, wallet_id, type, amount, status, reference, payment_method, created_at)
select user_id, id, 'deposit', 40000 + floor(random() * 16000000) / 100, 'completed', 'AP-' || upper(substr(md5('deposit' || id), 1, 12)),
  'paystack', now() - interval '60 days' * random() - interval '1 day'
from public.wallets;

insert into public.transactions (user_id, wallet_id, type, amount, status, reference, payment_method, created_at)
select user_id, id, type, 100 + floor(random() * 290000) / 100, status, 'AP-' || upper(substr(md5(type || n || id), 1, 12)),
  case when type = 'card_funding' then 'paystack' else 'wallet' end, now() - interval '28 days' * random()
from (
  select
    wallets.user_id, wallets.id, n,
    (array['bill_payment', 'withdrawal', 'debit', 'card_funding', 'refund', 'credit'])[1 + floor(random() * 6)::integer] as type,
    (array['failed', 'pending', 'cancelled', 'processing'])[1 + floor(random() * 60)::integer] as unusual_status
  from public.wallets, generate_series(1, 5) as n
) as events
cross join lateral (select coalesce(unusual_status, 'completed') as status) as outcome;

insert into public.withdrawal_requests (user_id, wallet_id, amount, fee, net_amount, reference, status, created_at)
select user_id, wallet_id, amount, 25, amount - 25, reference, status, created_at
from public.transactions where type = 'withdrawal';

with transfers as (
  select
    md5('transfer ' || n) as id,
    md5('user ' || n)::uuid as sender,
    md5('user ' || 1 + (n + floor(random() * 298)::integer) % 300)::uuid as recipient,
    100 + floor(random() * 190000) / 100 as amount,
    now() - interval '28 days' * random() as at
  from generate_series(1, 300) as n
)
insert into public.transactions (user_id, wallet_id, type, amount, status, reference, payment_method, recipient_id, metadata, created_at)
select wallets.user_id, wallets.id, leg.type, amount, 'completed', leg.prefix || upper(substr(transfers.id, 1, 12)),
  'wallet', transfers.recipient, jsonb_build_object('transfer_id', transfers.id), at
from transfers
cross join lateral (values ('transfer', 'TO-', sender), ('credit', 'TI-', recipient)) as leg (type, prefix, owner)
join public.wallets on wallets.user_id = leg.owner;

update public.wallets set balance = (
  select sum(case when type in ('credit', 'deposit', 'card_funding', 'refund') then amount else -amount end)
  from public.transactions where wallet_id = wallets.id and status = 'completed'
);

insert into public.two_factor_auth (user_id, enabled) select id, random() < 0.1 from auth.users;

-- Three people look after the product: two with the product's second factor, one with the platform's.
update public.profiles set role = 'admin' where id in (md5('user 1')::uuid, md5('user 2')::uuid, md5('user 3')::uuid);
update public.two_factor_auth set enabled = true where user_id in (md5('user 1')::uuid, md5('user 2')::uuid);
update public.two_factor_auth set enabled = false where user_id in (md5('user 3')::uuid, md5('user 4')::uuid);
insert into auth.mfa_factors (user_id, friendly_name, factor_type, status)
values (md5('user 3')::uuid, 'Phone', 'totp', 'verified'), (md5('user 4')::uuid, 'Phone', 'totp', 'unverified');

insert into public.notification_history (user_id, type, title, message, created_at)
select user_id, 'transaction', 'Money received', 'Your wallet was credited.', created_at
from public.transactions where type = 'credit' and status = 'completed';

insert into public.backup_history (backup_type, status, file_size_bytes, completed_at)
select 'daily', 'completed', 180000000 + floor(random() * 9000000)::bigint, date_trunc('day', now()) - n * interval '1 day' + interval '2 hours'
from generate_series(0, 6) as n
where date_trunc('day', now()) - n * interval '1 day' + interval '2 hours' < now();

insert into public.system_metrics (metric_name, metric_value, recorded_at)
select name, round((low + random() * (high - low))::numeric, 2), now() - n * interval '1 minute'
from (values ('cpu_percent', 15, 35), ('memory_percent', 40, 55), ('active_connections', 8, 20)) as metric (name, low, high),
  generate_series(0, 59) as n;

-- Pictures are everybody's to see; documents are their owner's alone, in a folder of the owner's id.
insert into storage.buckets (id, name, public)
values ('avatars', 'avatars', true), ('identity-documents', 'identity-documents', false);
insert into storage.objects (bucket_id, name, owner_id, metadata)
select bucket, person || '/' || file, person, '{"mimetype": "image/jpeg"}'
from generate_series(1, 5) as n,
  lateral (select md5('user ' || n)::uuid::text as person) as people,
  (values ('avatars', 'picture.jpg'), ('identity-documents', 'passport.jpg')) as kept (bucket, file);
