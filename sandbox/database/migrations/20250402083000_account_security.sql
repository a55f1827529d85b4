create table public.failed_login_attempts (
  id uuid primary key default gen_random_uuid(),
  email text not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now()
);
create index on public.failed_login_attempts (email, created_at desc);

create table public.two_factor_auth (
  user_id uuid primary key references auth.users on delete cascade,
  enabled boolean not null default false,
  created_at timestamptz not null default now()
);

create table public.audit_logs (
  id uuid primary key default gen_random_uuid(),
  user_id uuid, -- no reference: what somebody did stays on record when the account is gone
  action text not null,
  resource_type text,
  resource_id text,
  changes jsonb,
  ip_address text,
  created_at timestamptz not null default now()
);
create index on public.audit_logs (user_id, created_at desc);
create index on public.audit_logs (resource_id);

create function private.log_removal() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into public.audit_logs (action, resource_type, resource_id) values ('user.deleted', 'user', old.id::text);
  return old;
end
$$;

create trigger log_removal after delete on auth.users
  for each row execute function private.log_removal();

create table public.admin_activity_logs (
  id uuid primary key default gen_random_uuid(),
  admin_id uuid references auth.users on delete cascade,
  action text not null,
  details jsonb,
  created_at timestamptz not null default now()
);

create table private.phone_codes (
  phone text not null,
  purpose text not null,
  code text not null,
  attempts integer not null default 0,
  expires_at timestamptz not null,
  primary key (phone, purpose)
);

create table private.transaction_pins (
  user_id uuid primary key references auth.users on delete cascade,
  pin_hash text not null,
  failed_attempts integer not null default 0,
  locked_until timestamptz
);
