"""Is a commit told to be what it says it is, and are papers told from the product?"""

import pytest

from gate.release.documents.commits import Touched, closed_by, kind_of

BUMP = '@@ -1,4 +1,4 @@\n {\n-  "version": "2.3.1",\n+  "version": "2.4.0",\n   "private": true'


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("feat: a new card", "feature"),
        ("feat(cards): freeze a card (#411)", "feature"),
        ("Feat(cards): freeze a card", "feature"),
        ("fix: small things\n\n* fix: a typo\n* feat(cards): freeze a card", "feature"),
        ("fix(api)!: amounts in kobo", "breaking change"),
        ("fix(api): amounts in kobo\n\nBREAKING CHANGE: clients divide by 100", "breaking change"),
        ("fix(api): amounts in kobo\n\nBREAKING-CHANGE: clients divide by 100", "breaking change"),
        ("chore: tidy\n\n* refactor!: drop the old route", "breaking change"),
        ("fix(payments): refund once", "other"),
        ("fix: undo it\n\nThe text says feat: of nothing", "other"),
        ('Revert "feat(cards): freeze a card"', "other"),
        ("Merge pull request #12 from alaskapay/fix", "other"),
        ("Freeze a card from the list", "unsaid"),
        ("feature freeze a card", "unsaid"),
        ("feat:nothing behind the colon", "unsaid"),
        ("", "unsaid"),
    ],
)
def test_a_commit_is_what_its_message_says(message, kind):
    assert kind_of(message) == kind


def test_issues_are_closed_by_githubs_own_words_only():
    assert closed_by("Fixes #12, closes: #13 and resolved #14") == {12, 13, 14}
    assert closed_by("see #15, prefixes #16, fix 17 (#18)") == frozenset()


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        "docs/known-issues.html",
        "CHANGELOG.md",
        "CHANGELOG",
        "tests/refund.ts",
        "src/__tests__/wallet.tsx",
        "src/wallet.test.ts",
        "supabase/functions/paystack-webhook/index_test.ts",
        "e2e/pay.ts",
    ],
)
def test_papers_are_no_part_of_the_product(path):
    assert Touched(path).is_documentation


@pytest.mark.parametrize(
    "path",
    ["src/wallet.ts", "src/testing.ts", "supabase/migrations/1_docs.sql", "package.json", "src/docs.ts", "a/contest/b"],
)
def test_the_product_is_no_paper(path):
    assert not Touched(path).is_documentation


def test_a_file_in_which_only_the_version_changes_is_a_paper():
    assert Touched("package.json", BUMP).is_documentation
    assert Touched("android/app/build.gradle", "@@\n-    versionCode 20301\n+    versionCode 20400").is_documentation
    assert not Touched("package.json", BUMP + '\n-    "qs": "6.10.2"\n+    "qs": "6.10.3"').is_documentation
    assert not Touched("package.json", "@@ nothing @@").is_documentation


def test_what_was_the_product_before_it_was_moved_is_no_paper():
    assert not Touched("docs/wallet.ts", previous_path="src/wallet.ts").is_documentation
    assert Touched("docs/guide.md", previous_path="docs/old.md").is_documentation
