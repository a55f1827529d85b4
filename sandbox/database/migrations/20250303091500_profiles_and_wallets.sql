create table public.profiles (
  id uuid primary key references auth.users on delete cascade,
  email text unique,
  full_name text,
  phone text,
  phone_number text,
  phone_verified boolean not null default false,
  kyc_status text not null default 'pending',
  kyc_tier integer not null default 1 check (kyc_tier between 1 and 3),
  role text not null default 'user',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index on public.profiles (phone_number);

create table public.wallets (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null unique references auth.users on delete cascade,
  balance numeric(15, 2) not null default 0 check (balance >= 0),
  currency text not null default 'NGN',
  status text not null default 'active' check (status in ('active', 'frozen', 'suspended')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create schema private;

-- The web client writes `phone`; everything else reads `phone_number`.
create function private.copy_phone() returns trigger language plpgsql as $$
begin
  new.phone_number := new.phone;
  return new;
end
$$;

create trigger copy_phone before insert on public.profiles
  for each row when (new.phone is not null) execute function private.copy_phone();
create trigger copy_changed_phone before update of phone on public.profiles
  for each row execute function private.copy_phone();

create function private.welcome_user() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into public.profiles (id, email, full_name)
    values (new.id, new.email, new.raw_user_meta_data ->> 'full_name');
  insert into public.wallets (user_id) values (new.id);
  return new;
end
$$;

create trigger welcome_user after insert on auth.users
  for each row execute function private.welcome_user();
