"""What stands on the product's pages: texts are exact accessible names, fields and selectors are selectors."""

from collections.abc import Iterator

from pydantic import Field

from gate.environment.expectations.ways import Ways, mistakes
from gate.files.yaml_file import Section
from gate.files.yaml_text import Spot


class Device(Section):
    """What people hold in their hands; sizes in CSS pixels, `scale` in device pixels each."""

    name: str
    width: int
    height: int
    scale: float


class Pages(Section):
    """Routes, texts and selectors of the web application."""

    home: str = "/"
    sign_in_view: str = "#auth"
    dashboard_view: str = "#dashboard"
    key_views: tuple[str, ...] = ("", "#auth", "terms")
    """Whose loading time counts, as they stand behind `home` in an address."""
    headings: dict[str, str] = Field(
        default_factory=lambda: {
            "terms": "Terms of Service",
            "privacy": "Privacy Policy",
            "no-such-page": "Page not found",
        }
    )
    """What some addresses owe whoever reads them; the last of these does not exist."""
    open_routes: tuple[str, ...] = (
        "",
        "#auth",
        "#contact",
        "#about",
        "#mobile",
        "subscriptions",
        "pre-testing",
        "beta",
        "transaction-testing",
        "terms",
        "privacy",
    )
    member_routes: tuple[str, ...] = ("#dashboard", "#payments", "#profile", "admin")
    """Those that ask a visitor to sign in."""
    dashboard_tabs: tuple[str, ...] = (
        "Transactions",
        "Insights",
        "Savings",
        "Wallet",
        "Cards",
        "Beneficiaries",
        "Support",
        "Notifications",
    )
    devices: tuple[Device, ...] = (
        Device(name="small phone", width=360, height=640, scale=2),
        Device(name="large phone", width=430, height=932, scale=3),
        Device(name="tablet", width=820, height=1180, scale=2),
    )
    dismissed: tuple[str, ...] = ()
    """What is pressed wherever it is met, such as the button of a banner about cookies; written as in a way."""
    content_selector: str = "main, [role=main]"
    """What a page is about, without what stands around every page; where there is none, all of it counts."""
    tab_selector: str = "[role=tab]"
    tab_panel: str = "[role=tabpanel]"
    toast_selector: str = "[role=status], [data-sonner-toast]"
    session_key: str = "^sb-.+-auth-token$"

    headline: str = "Your Complete Payment Solution"
    way_in: str = "Get Started Free"
    go_to_sign_in: str = "Sign In"
    go_to_sign_up: str = "Sign Up"

    sign_in_heading: str = "Login"
    sign_in_button: str = "Login"
    email_field: str = "#email"
    password_field: str = "#password"  # noqa: S105 - a selector
    refused_toast: str = "Invalid login credentials"
    unconfirmed_toast: str = "Email not confirmed"
    guard_heading: str = "Authentication Required"
    sign_out_button: str = "Sign Out"

    forgot_password: str = "Forgot password?"  # noqa: S105 - a label
    reset_heading: str = "Reset Password"
    reset_button: str = "Send Reset Link"

    sign_up_heading: str = "Sign Up"
    full_name_field: str = "#fullName"
    continue_button: str = "Continue"
    phone_field: str = "#phone"
    send_code_selector: str = "xpath=//*[@id='phone']/following::button[1]"
    code_sent_toast: str = "OTP Sent"
    code_field: str = "#otp"
    verify_code_button: str = "Verify Code"
    confirmation_notice: str = "Check your email"
    """Where addresses have to be confirmed: what is said to whoever has signed up."""
    pin_dialog: str = "Set Transaction PIN"
    pin_field: str = "#pin"
    confirm_pin_field: str = "#confirmPin"
    set_pin_button: str = "Set PIN"
    registered_toast: str = "Account setup complete!"

    dashboard_heading: str = "My Dashboard"
    wallet_tab: str = "Wallet"
    wallet_heading: str = "Wallet"
    balance_selector: str = ".balance"
    """What the wallet says that one has; where several places do, all have to say the same."""
    top_up_button: str = "Top Up"
    top_up_dialog: str = "Top Up Wallet"
    amount_placeholder: str = "Enter amount"
    payment_method_heading: str = "Select Payment Method"
    payment_method: str = "Paystack"

    history_tab: str = "Transactions"
    notifications_tab: str = "Notifications"
    transfer_button: str = "Transfer"
    transfer_dialog: str = "Transfer to AlaskaPay User"
    transfer_phone_placeholder: str = "08012345678 or +2348012345678"
    transfer_amount_placeholder: str = "0.00"
    transfer_continue: str = "Continue to PIN Verification"
    verify_transfer_dialog: str = "Verify Transfer"
    verify_transfer_button: str = "Verify"
    transferred_toast: str = "Transfer successful"
    withdraw_button: str = "Withdraw"
    withdraw_dialog: str = "Withdraw Funds"
    withdraw_amount_field: str = "#amount"
    withdraw_bank_field: str = "select"
    withdrawn_toast: str = "Withdrawal requested"

    checkout_amount_pattern: str = r"(?:NGN|₦)\s?([\d,]+\.\d{2})"
    card_field: str = "#card"
    card_expiry_field: str = "#expiry"
    card_cvv_field: str = "#cvv"
    pay_button: str = "Pay"
    declined_selector: str = "[role=alert]"

    ways: Ways = Ways()
    """How one gets from one place to another, with these texts."""

    @property
    def texts(self) -> dict[str, str]:
        """What a way can name in braces."""
        return {name: value for name in type(self).model_fields if isinstance(value := getattr(self, name), str)}

    def mistakes(self) -> Iterator[tuple[Spot, str]]:
        """Say which ways can't be gone as they are written."""
        yield from (((("ways", *spot)), sentence) for spot, sentence in mistakes(self.ways, self.texts))

    @property
    def all_routes(self) -> tuple[str, ...]:
        """Every address that the application knows, and what else owes its reader something."""
        return tuple(dict.fromkeys((*self.open_routes, *self.member_routes, *self.headings)))
