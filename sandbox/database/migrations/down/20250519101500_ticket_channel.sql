alter table public.support_tickets drop column channel;
