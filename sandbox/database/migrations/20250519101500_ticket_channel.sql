alter table public.support_tickets add column channel text not null default 'web'
  check (channel in ('web', 'app', 'mail'));
