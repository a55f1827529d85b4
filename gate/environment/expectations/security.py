"""What is expected of the product's security: defaults; an environment file may write its own under `security:`."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from gate.files.addresses import Host
from gate.files.scalars import Text, Whole
from gate.files.times import Duration
from gate.files.yaml_file import Section


class ReplacedKeys(Section):
    """Keys that were exchanged for others, and must open nothing any more: of Supabase's API, and of Paystack."""

    supabase: Annotated[str | None, Field(repr=False)] = None
    paystack: Annotated[str | None, Field(repr=False)] = None


class Security(Section):
    """Who may reach what. Names of tables, views and functions are those of schema public."""

    open_to_anybody: tuple[Text, ...] = ()
    """Tables, views and functions that people who are not signed in may read or call."""
    open_to_members: tuple[Text, ...] = ()
    """Functions that answer a member about another one, such as a name for a phone number, and those that write."""
    without_row_security: tuple[Text, ...] = ()
    """Tables and views that need none, since all of their rows may be seen by whoever has been granted them."""
    members_write: tuple[Text, ...] = ()
    """Columns, as `table.column`, that members may write in their own rows though their names say that they decide."""
    deciding_words: tuple[Text, ...] = (
        *("admin", "balance", "kyc", "limit", "limits", "permission", "permissions"),
        *("role", "roles", "tier", "verified"),
    )
    """In the name of a column: it decides about rights, limits or money."""
    functions_open: tuple[Text, ...] = (
        *("paystack-webhook", "paystack-transfer-webhook"),
        *("send-phone-otp", "verify-phone-otp", "track-failed-login"),
        *("health-check", "minimum-version"),
    )
    """Edge functions that may answer people who are not signed in; vendors sign what they send."""
    public_buckets: tuple[Text, ...] = ()
    """Buckets of Supabase's storage whose files anybody may see."""
    function_requests: dict[Text, dict[str, str]] = Field(default_factory=dict)
    """What a function has to be sent, beside addresses and texts, before it looks at who sends it."""
    pin_attempts_max: Whole = 3
    code_attempts_max: Whole = 10
    """So many wrong codes for one SMS, and the right one is refused too."""
    password_length_min: Annotated[Whole, Field(ge=2, le=8)] = 6
    token_life_max: Duration = timedelta(hours=1)
    """Of an access token, from when it was made."""
    refresh_reuse: Duration = timedelta(seconds=10)
    """For so long a used refresh token may be taken again, for whom the answer has never reached (Supabase: 10 s)."""
    referrer_policies: tuple[Text, ...] = (
        "no-referrer",
        "same-origin",
        "origin",
        "strict-origin",
        "origin-when-cross-origin",
        "strict-origin-when-cross-origin",
    )
    hsts_days_min: Whole = 180
    admin_roles: tuple[Text, ...] = ("admin",)
    """In public.profiles: who must have a second factor."""
    audit_log: Text = "public.audit_logs"
    audit_of_removal: Text = """
        select action from public.audit_logs
         where resource_id = %(user_id)s and action ~* '(delet|remov)'
    """
    """What the log says of the removal of a user; nothing where it says nothing."""
    admin_pages: tuple[Text, ...] = ("/admin",)
    admin_heading: Text = "Dashboard Overview"
    admin_calls: tuple[Text, ...] = ("/auth/v1/admin/users?per_page=1",)
    """Paths at Supabase that only the service key may read."""
    keys: tuple[Text, ...] = (
        "PAYSTACK_SECRET_KEY",
        "SENDGRID_API_KEY",
        "SUPABASE_SERVICE_ROLE_KEY",
        "TWILIO_AUTH_TOKEN",
    )
    """By their names among the product's secrets at Supabase: of each, the release file says when it was exchanged."""
    key_age_max: Duration = timedelta(days=90)
    no_keys: tuple[Text, ...] = ("SUPABASE_URL", "SUPABASE_ANON_KEY", "SUPABASE_DB_URL")
    """What stands among the secrets and needs not to be exchanged."""
    replaced_keys: ReplacedKeys = ReplacedKeys()
    sign_in_attempts_max: Whole = 10
    """So many wrong passwords in a row, and no further one may be tried as fast."""
    failed_sign_ins: Text = """
        select count(*) as count from public.failed_login_attempts where email = %(email)s
    """
    sign_in_alert_subject: Text = "Security alert"
    """Of the mail that tells somebody of failed sign-ins."""
    production_ref: Host | None = None
    """Supabase's name of the production project, whose settings have to be those that were tried on staging."""
