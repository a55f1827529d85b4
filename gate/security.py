"""What is expected of the product's security: defaults; an environment file may write its own under `security:`."""

from gate.scalars import Text, Whole
from gate.yaml_file import Section


class Security(Section):
    """Who may reach what. Names of tables, views and functions are those of schema public."""

    open_to_anybody: tuple[Text, ...] = ()
    """Tables, views and functions that people who are not signed in may read or call."""
    without_row_security: tuple[Text, ...] = ()
    """Tables and views that need none, since all of their rows may be seen by whoever has been granted them."""
    referrer_policies: tuple[Text, ...] = (
        "no-referrer",
        "same-origin",
        "origin",
        "strict-origin",
        "origin-when-cross-origin",
        "strict-origin-when-cross-origin",
    )
    hsts_days_min: Whole = 180
    admin_pages: tuple[Text, ...] = ("/admin",)
    admin_heading: Text = "Dashboard Overview"
    admin_calls: tuple[Text, ...] = ("/auth/v1/admin/users?per_page=1",)
    """Paths at Supabase that only the service key may read."""
