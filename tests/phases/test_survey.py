"""A survey of a product that calls things otherwise than the file says: with its lines the smoke phase is GO."""

import pytest

LABELS = {
    "headline": "Money for everybody",
    "way_in": "Open a wallet",
    "go_to_sign_in": "Log on",
    "go_to_sign_up": "Join us",
    "sign_in_heading": "Enter here",
    "sign_in_button": "Enter",
    "email_field": "#mail-address",
    "password_field": "#secret-word",
    "guard_heading": "Members only",
    "sign_out_button": "Leave",
    "refused_toast": "Wrong password",
    "forgot_password": "Password lost?",
    "reset_heading": "New password",
    "sign_up_heading": "New account",
    "full_name_field": "#whole-name",
    "continue_button": "Onward",
    "code_sent_toast": "Code is under way",
    "pin_dialog": "Your PIN",
    "registered_toast": "Done",
    "wallet_heading": "Money",
    "balance_selector": "#how-much-there-is",
}
WAYS = """\
  ways:
    sign_out: [{press: Account menu}, {press: "{sign_out_button}"}, {see: [{button: "{go_to_sign_in}"}]}]
    wallet: [{press: Finances}, {press: "{wallet_tab}"}, {see: [{heading: "{wallet_heading}"}]}]
    sign_in:
      - open: "{sign_in_view}"
      - press: With a password
      - {fill: "{email_field}", with: "{email}"}
      - {fill: "{password_field}", with: "{password}"}
      - press: "{sign_in_button}"
      - see: [{toast: Hello again}]
"""


@pytest.fixture
def mistaken(standing_environment):
    """A file that is wrong in 21 labels and 3 ways."""
    file = standing_environment.with_name("mistaken.yaml")
    labels = "".join(f'  {label}: "{text}"\n' for label, text in LABELS.items())
    file.write_text(f"extends: {standing_environment.name}\npages:\n{labels}{WAYS}", encoding="utf-8")
    return file


@pytest.mark.timeout(300)
def test_with_the_lines_of_a_survey_smoke_is_go(run_suite, mistaken):
    mended = mistaken.with_name("mended.yaml")

    survey = run_suite(f"--survey={mended}", environment=mistaken, within_s=200)
    smoke = run_suite("-m", "smoke", environment=mended)

    assert survey.exit_code == 10, survey.output
    for label, text in LABELS.items():
        assert f"pages.{label} " in survey.output, survey.output
        assert f"the file says “{text}”" in survey.output, survey.output
    assert smoke.exit_code == 0, smoke.output
    assert "GO   7 of 7 items shown" in smoke.output


@pytest.mark.timeout(200)
def test_what_is_not_there_is_not_found_and_nothing_is_proposed_for_it(run_suite, switch_on):
    switch_on("dashboard-empty")

    survey = run_suite("--survey", within_s=150)

    assert survey.exit_code == 10, survey.output
    assert "pages.ways.wallet" in survey.output
    assert "not found: “Wallet”" in survey.output, survey.output
    assert "wallet_tab:" not in survey.output


def test_no_file_is_written_over(run_suite, standing_environment):
    survey = run_suite(f"--survey={standing_environment}")

    assert survey.exit_code == 4
    assert "there is such a file already, and none is ever written over" in survey.output
