create table public.transactions (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users on delete cascade,
  wallet_id uuid not null references public.wallets on delete cascade,
  type text not null check (type in (
    'credit', 'debit', 'transfer', 'withdrawal', 'deposit', 'bill_payment', 'card_funding', 'refund')),
  amount numeric(15, 2) not null check (amount > 0),
  currency text not null default 'NGN',
  status text not null default 'pending' check (status in (
    'pending', 'processing', 'completed', 'failed', 'cancelled')),
  reference text not null unique,
  payment_method text,
  recipient_id uuid references auth.users on delete set null,
  description text,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index on public.transactions (wallet_id, created_at desc);
create index on public.transactions (created_at);
create index on public.transactions (user_id);
create index on public.transactions (recipient_id);

-- What counts for the daily limit of the user's tier.
create function private.spent_today(wallet uuid) returns numeric language plpgsql stable as $$
begin
  return (
    select coalesce(sum(amount), 0) from public.transactions
    where wallet_id = wallet and created_at > now() - interval '1 day' and status = 'completed'
      and type in ('debit', 'transfer', 'withdrawal', 'bill_payment')
  );
end
$$;

create table public.linked_bank_accounts (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users on delete cascade,
  bank_name text not null,
  bank_code text not null,
  account_number text not null,
  account_name text not null,
  is_verified boolean not null default false,
  created_at timestamptz not null default now()
);
create index on public.linked_bank_accounts (user_id);

create table public.withdrawal_requests (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users on delete cascade,
  wallet_id uuid not null references public.wallets on delete cascade,
  bank_account_id uuid references public.linked_bank_accounts on delete set null,
  amount numeric(15, 2) not null check (amount > 0),
  fee numeric(15, 2) not null default 0 check (fee >= 0),
  net_amount numeric(15, 2) not null,
  reference text not null unique,
  status text not null default 'pending',
  created_at timestamptz not null default now(),
  check (net_amount = amount - fee)
);
create index on public.withdrawal_requests (user_id);

create view public.wallet_accounts with (security_invoker = true) as select * from public.wallets;
create view public.wallet_transactions with (security_invoker = true) as select * from public.transactions;
