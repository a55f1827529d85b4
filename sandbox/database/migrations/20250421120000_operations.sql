create table public.health_check_logs (
  id uuid primary key default gen_random_uuid(),
  service_name text not null,
  status text not null check (status in ('healthy', 'degraded', 'down')),
  response_time_ms integer,
  error_message text,
  checked_at timestamptz not null default clock_timestamp()
);
create index on public.health_check_logs (service_name, checked_at desc);

create table public.system_metrics (
  id uuid primary key default gen_random_uuid(),
  metric_name text not null,
  metric_value numeric not null,
  recorded_at timestamptz not null default now()
);

create table public.notification_history (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users on delete cascade,
  type text not null,
  title text not null,
  message text not null,
  is_read boolean not null default false,
  created_at timestamptz not null default now()
);
create index on public.notification_history (user_id, created_at desc);

create table public.webhook_queue (
  id uuid primary key default gen_random_uuid(),
  provider text not null,
  event_type text not null,
  payload jsonb not null,
  status text not null default 'pending',
  attempts integer not null default 0,
  last_error text,
  created_at timestamptz not null default now()
);

create table public.backup_history (
  id uuid primary key default gen_random_uuid(),
  backup_type text not null,
  status text not null,
  file_size_bytes bigint,
  completed_at timestamptz
);

create table public.support_tickets (
  id uuid primary key default gen_random_uuid(),
  user_id uuid references auth.users on delete cascade,
  subject text not null,
  status text not null default 'open',
  priority text not null default 'normal',
  created_at timestamptz not null default now()
);

create table public.releases (
  id uuid primary key default gen_random_uuid(),
  version text not null,
  platform text not null,
  status text not null,
  rollout_percentage integer not null default 0 check (rollout_percentage between 0 and 100),
  created_at timestamptz not null default now()
);
