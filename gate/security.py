"""What is expected of the product's security: defaults; an environment file may write its own under `security:`."""

from gate.scalars import Text, Whole
from gate.yaml_file import Section


class Security(Section):
    """Who may reach what. Names of tables, views and functions are those of schema public."""

    open_to_anybody: tuple[Text, ...] = ()
    """Tables, views and functions that people who are not signed in may read or call."""
    open_to_members: tuple[Text, ...] = ()
    """Functions that answer a member about another one, such as a name for a phone number, and those that write."""
    without_row_security: tuple[Text, ...] = ()
    """Tables and views that need none, since all of their rows may be seen by whoever has been granted them."""
    pin_attempts_max: Whole = 3
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
