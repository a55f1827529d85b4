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
        # what was reverted, and what comes back
        ('Revert "feat(cards): freeze a card (#12)" (#13)', "other"),
        ('Revert "Freeze a card"', "other"),
        ("revert: feat(cards): freeze a card\n\nThis reverts commit 1a2b3c4.", "other"),
        ("Revert(cards): feat: freeze a card", "other"),
        ("revert!: the amounts in kobo", "breaking change"),
        ('Reapply "feat(cards): freeze a card"', "feature"),
        ('Reapply "feat!: freeze a card" (#14)', "breaking change"),
        ('Reapply "fix: refund once"', "other"),
        ('Reapply "Freeze a card"', "unsaid"),
        ("Reapply \"Merge branch 'cards'\"", "unsaid"),
        ('Reland "feat: freeze a card"', "feature"),
        ('Revert "Revert "feat: freeze a card""', "feature"),
        ("revert: revert: feat: freeze a card", "feature"),
        ('Revert "Reapply "feat: freeze a card""', "other"),
        ('fix: both\n\n* Reapply "feat: freeze a card"', "feature"),
        ('fix: both\n\n* Revert "feat: freeze a card"', "other"),
        # with one parent, what a merge brings is said by the pull request's title, or by nobody
        ("Merge pull request #12 from alaskapay/fix", "unsaid"),
        ("Merge pull request #12 from alaskapay/fix\n\nfix: refund once", "other"),
        ("Merge pull request #12 from alaskapay/cards\n\nfeat: freeze a card", "feature"),
        ("Merge branch 'cards' into 'main'\n\nfeat: freeze a card\n\nSee merge request alaska/pay!12", "feature"),
        ("Merged in cards (pull request #12)\n\nfeat: freeze a card\n\nApproved-by: Tunde", "feature"),
        ("Merge branch 'cards'", "unsaid"),
        ("Merge new cards into the wallet", "unsaid"),
        ("Merge new cards into the wallet\n\nfix: it", "unsaid"),
        ("Merged PR 12: feat: freeze a card", "feature"),
        ("Pull request #12: fix: refund once", "other"),
        ("Squashed commit of the following:\n\ncommit 1a2b3c4\n\n    feat: freeze a card", "feature"),
        ("Squashed commit of the following:\n\ncommit 1a2b3c4\n\n    fix: refund once", "unsaid"),
        # tickets, marks and emoji before the type
        ("[PAY-12] feat: freeze a card", "feature"),
        ("[PAY-12][WIP] feat: freeze a card", "feature"),
        ("PAY-12: feat(cards): freeze a card", "feature"),
        ("PAY-12 feat: freeze a card", "feature"),
        ("(#12) feat: freeze a card", "feature"),
        ("#12 - fix: refund once", "other"),
        ("PAY-12 freeze a card", "unsaid"),
        ("fixup! feat: freeze a card", "feature"),
        ("squash! fix: refund once", "other"),
        ("amend! fixup! feat: freeze a card", "feature"),
        ("✨ feat: freeze a card", "feature"),
        (":sparkles: Freeze a card", "feature"),
        ("🐛 fix: refund once", "other"),
        ("♻️ refactor: tidy", "other"),
        ("💥 fix: amounts in kobo", "breaking change"),
        ("🐛 Refund once", "unsaid"),
        # scopes and types as people write them
        ("feat(): freeze a card", "feature"),
        ("feat(@alaskapay/web,api): freeze a card", "feature"),
        ("FEATURE: freeze a card", "feature"),
        ("FIX(api)!: amounts in kobo", "breaking change"),
        ("Wallet: freeze a card", "unsaid"),
        ("Add: freeze a card", "unsaid"),
        # footers as Markdown, and in the plural
        ("fix: amounts\n\n**BREAKING CHANGE:** clients divide", "breaking change"),
        ("fix: amounts\n\n## BREAKING CHANGES\n\n* clients divide", "breaking change"),
        ("fix: amounts\n\n- BREAKING CHANGE: clients divide", "breaking change"),
        ("fix: amounts\n\nBREAKING CHANGE #12", "breaking change"),
        ("fix: this is no BREAKING CHANGE: amounts", "other"),
        # bots
        ("build(deps): bump qs from 6.10.2 to 6.10.3 (#12)", "other"),
        ("chore(main): release 2.4.0", "other"),
        ("Bump qs from 6.10.2 to 6.10.3", "unsaid"),
        ("2.4.0", "unsaid"),
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
        "packages/web/docs/start.md",
        "packages/web/README.md",
        "src/components/README.md",
        "CONTRIBUTING.md",
        ".github/ISSUE_TEMPLATE/bug.md",
        "LICENSE",
        "src/test/setup.ts",
        "src/components/__snapshots__/Wallet.test.tsx.snap",
        "supabase/tests/wallets_test.sql",
        "android/app/src/androidTest/java/com/alaskapay/Launch.kt",
    ],
)
def test_papers_are_no_part_of_the_product(path):
    assert Touched(path).is_documentation


@pytest.mark.parametrize(
    "path",
    [
        "src/wallet.ts",
        "src/testing.ts",
        "supabase/migrations/1_docs.sql",
        "supabase/migrations/2_test.sql",
        "package.json",
        "src/docs.ts",
        "a/contest/b",
        "src/docs/HelpPage.tsx",
        "src/pages/docs/index.tsx",
        "src/app/test/page.tsx",
        "src/pages/e2e/Transfer.tsx",
        "supabase/functions/docs/index.ts",
        "public/docs/terms.html",
        "src/content/terms.md",
        "src/pages/Help.mdx",
        "public/privacy.md",
        "supabase/templates/confirm.md",
        "public/openapi_spec.json",
        "src/components/README.tsx",
        ".github/workflows/deploy.yml",
        "package-lock.json",
        "netlify.toml",
        "vite.config.ts",
        ".env.production",
        "requirements.txt",
    ],
)
def test_the_product_is_no_paper(path):
    assert not Touched(path).is_documentation


def test_a_file_in_which_only_the_version_changes_is_a_paper():
    assert Touched("package.json", BUMP).is_documentation
    assert Touched("android/app/build.gradle", "@@\n-    versionCode 20301\n+    versionCode 20400").is_documentation
    assert not Touched("package.json", BUMP + '\n-    "qs": "6.10.2"\n+    "qs": "6.10.3"').is_documentation
    assert not Touched("package.json", "@@ nothing @@").is_documentation


@pytest.mark.parametrize(
    ("path", "patch", "is_documentation"),
    [
        (".github/workflows/deploy.yml", "@@\n-          version: 8\n+          version: 9", False),
        (".github/workflows/deploy.yml", "@@\n-      # eight\n+      # nine\n+", True),
        (".github/workflows/deploy.yml", "@@\n-      run: deploy\n+      # run: deploy", False),
        ("scripts/deploy.sh", "@@\n-# eight\n+# nine", False),
        ("docker-compose.yml", '@@\n-version: "3.8"\n+version: "3.9"', False),
        ("pyproject.toml", '@@\n-version = "3"\n+version = "4"', False),
        ("packages/web/package.json", BUMP, True),
        ("package-lock.json", '@@\n-  "version": "2.3.1",\n+  "version": "2.4.0",', True),
        ("package.json", '@@\n-  "version": "2.4.0-rc.1",\n+  "version": "2.4.0",', True),
    ],
)
def test_only_the_products_own_version_and_remarks_are_without_effect(path, patch, is_documentation):
    assert Touched(path, patch).is_documentation is is_documentation


def test_what_was_the_product_before_it_was_moved_is_no_paper():
    assert not Touched("docs/wallet.ts", previous_path="src/wallet.ts").is_documentation
    assert Touched("docs/guide.md", previous_path="docs/old.md").is_documentation
