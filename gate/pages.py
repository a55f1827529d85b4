"""What stands on the product's pages: texts are exact accessible names, fields and selectors are selectors."""

from __future__ import annotations

from gate.yaml_file import Section


class Pages(Section):
    """Routes, texts and selectors of the web application."""

    home: str = "/"
    sign_in_view: str = "#auth"
    dashboard_view: str = "#dashboard"
    key_views: tuple[str, ...] = ("", "#auth", "terms")
    """Whose loading time counts, as they stand behind `home` in an address."""
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
    signed_in_toast: str = "Logged in successfully!"
    refused_toast: str = "Invalid login credentials"
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
    pin_dialog: str = "Set Transaction PIN"
    pin_field: str = "#pin"
    confirm_pin_field: str = "#confirmPin"
    set_pin_button: str = "Set PIN"
    registered_toast: str = "Account setup complete!"

    dashboard_heading: str = "My Dashboard"
    wallet_tab: str = "Wallet"
    wallet_heading: str = "Wallet"
    top_up_button: str = "Top Up"
    top_up_dialog: str = "Top Up Wallet"
    amount_placeholder: str = "Enter amount"
    payment_method_heading: str = "Select Payment Method"
    payment_method: str = "Paystack"

    checkout_amount_pattern: str = r"(?:NGN|₦)\s?([\d,]+\.\d{2})"
    card_field: str = "#card"
    card_expiry_field: str = "#expiry"
    card_cvv_field: str = "#cvv"
    pay_button: str = "Pay"
