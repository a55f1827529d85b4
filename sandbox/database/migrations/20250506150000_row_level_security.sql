alter table public.profiles enable row level security;
alter table public.wallets enable row level security;
alter table public.transactions enable row level security;
alter table public.linked_bank_accounts enable row level security;
alter table public.withdrawal_requests enable row level security;
alter table public.failed_login_attempts enable row level security;
alter table public.two_factor_auth enable row level security;
alter table public.audit_logs enable row level security;
alter table public.admin_activity_logs enable row level security;
alter table public.health_check_logs enable row level security;
alter table public.system_metrics enable row level security;
alter table public.notification_history enable row level security;
alter table public.webhook_queue enable row level security;
alter table public.backup_history enable row level security;
alter table public.support_tickets enable row level security;
alter table public.releases enable row level security;

-- The audit log only grows.
revoke insert, update, delete, truncate on public.audit_logs from anon, authenticated;
revoke update, delete, truncate on public.audit_logs from service_role;

-- Money is moved by functions alone; a user reads.
create policy own_wallet on public.wallets for select to authenticated using (user_id = auth.uid());
create policy own_transactions on public.transactions for select to authenticated using (user_id = auth.uid());
create policy own_withdrawals on public.withdrawal_requests for select to authenticated using (user_id = auth.uid());
create policy own_audit_log on public.audit_logs for select to authenticated using (user_id = auth.uid());

create policy own_bank_accounts on public.linked_bank_accounts to authenticated using (user_id = auth.uid());
create policy own_two_factor_auth on public.two_factor_auth to authenticated using (user_id = auth.uid());
create policy own_tickets on public.support_tickets to authenticated using (user_id = auth.uid());
create policy own_notifications on public.notification_history to authenticated using (user_id = auth.uid());
create policy own_failed_logins on public.failed_login_attempts to authenticated using (email = auth.email());

-- For policies of administrators: it sees the profile whatever row security says, and nobody else may ask.
create function public.is_admin() returns boolean language sql stable security definer set search_path = '' as
  $$ select exists (select from public.profiles where id = auth.uid() and role = 'admin') $$;
revoke execute on function public.is_admin from public;
grant execute on function public.is_admin to authenticated, service_role;
create policy admin_activity on public.admin_activity_logs for select to authenticated using (public.is_admin());

create policy own_profile on public.profiles for select to authenticated using (id = auth.uid());
create policy own_profile_changes on public.profiles for update to authenticated using (id = auth.uid());
-- Nobody makes himself an admin or lifts his own limits.
revoke insert, update, delete on public.profiles from anon, authenticated;
grant update (full_name, phone, phone_number, phone_verified, updated_at) on public.profiles to authenticated;

-- Files lie in a folder of their owner's id.
create policy own_documents on storage.objects to authenticated
  using (bucket_id = 'identity-documents' and (storage.foldername(name))[1] = auth.uid()::text);
create policy own_picture on storage.objects to authenticated
  using (bucket_id = 'avatars' and (storage.foldername(name))[1] = auth.uid()::text);
