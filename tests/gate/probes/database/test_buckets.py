"""Policies on files: which of them ask nothing about who comes."""

import pytest

from gate.probes.database.buckets import FilePolicy

DOCUMENTS, PICTURES = "(bucket_id = 'documents'::text)", "(bucket_id = 'avatars'::text)"
IN_OWN_FOLDER = "((storage.foldername(name))[1] = (auth.uid())::text)"


@pytest.mark.parametrize(
    ("may", "rule", "is_open"),
    [
        ("read", DOCUMENTS, True),
        ("read", "true", True),
        ("read", f"({DOCUMENTS} AND (auth.role() = 'authenticated'::text))", True),
        ("add", f"({DOCUMENTS} AND (storage.extension(name) = 'jpg'::text))", True),
        ("read", f"({DOCUMENTS} AND {IN_OWN_FOLDER})", False),
        ("read", f"({DOCUMENTS} AND (owner_id = 'x'::text))", False),
        ("read", f"({DOCUMENTS} AND is_admin())", False),
        ("read", f"({DOCUMENTS} AND (EXISTS ( SELECT 1 FROM cases)))", False),  # noqa: S608 - a policy, not asked
        ("read", PICTURES, False),
        ("add", PICTURES, False),
        ("remove", PICTURES, True),
        ("do anything", PICTURES, True),
        ("read", f"({PICTURES} OR {DOCUMENTS})", True),
    ],
)
def test_a_policy_that_asks_nothing_about_who_comes_is_open(may, rule, is_open):
    assert FilePolicy("a", may, rule).is_open({"avatars"}) is is_open
