"""A file that builds on another has its sections, and each mistake is told in the file in which it stands."""

# ruff: noqa: E501 - a message stands in one line, as people read it

import re

import pytest

from gate.environment import ENVIRONMENTS, Environment
from gate.files.yaml_file import FileError


@pytest.fixture
def write(tmp_path):
    """Write a copy of local.yaml, and a file that builds on it."""

    def put(own, *changes):
        base = (ENVIRONMENTS / "local.yaml").read_text(encoding="utf-8")
        for written, instead in changes:
            assert written in base
            base = base.replace(written, instead, 1)
        (tmp_path / "local.yaml").write_text(base, encoding="utf-8")
        (tmp_path / "own.yaml").write_text(own, encoding="utf-8")
        return str(tmp_path / "own.yaml")

    return put


@pytest.fixture
def errors(write, sandbox_variables, tmp_path):
    def read(own, *changes, **variables):
        with pytest.raises(FileError) as caught:
            Environment.read(write(own, *changes), {**sandbox_variables, **variables})
        return str(caught.value).replace(f"{tmp_path}/", "").splitlines()

    return read


def test_sections_are_taken_that_it_does_not_write(write, sandbox_variables):
    own = Environment.read(write("extends: local.yaml\npages: {headline: Hello}\nmail: null\n"), sandbox_variables)
    local = Environment.read("local", sandbox_variables)

    assert (own.pages.headline, own.mail, own.name) == ("Hello", None, "own")
    assert (own.vendors, own.people, own.ca_file) == (local.vendors, local.people, local.ca_file)


def test_it_is_started_and_signed_in_as_the_one_it_builds_on(write):
    file = write("extends: local.yaml\nlaunch: [python, -m, sandbox, --skin, other]\n")

    assert Environment.launch_command(file) == ["python", "-m", "sandbox", "--skin", "other"]
    assert Environment.signers(file).people.release


def test_each_mistake_is_told_in_its_own_file(errors):
    told = errors("extends: local.yaml\npages: {headlin: Hello}\n", ("kind: local", "kind: locl"))

    assert [re.sub(r":\d+:\d+:", ":", line).split('"')[0] for line in sorted(told)] == [
        "local.yaml: kind: ",
        "own.yaml: pages: ",
    ]


def test_a_missing_secret_is_told_in_its_own_file(errors):
    (told,) = errors("extends: local.yaml\n", ANDROID="", NETLIFY_TOKEN="")

    assert re.search(r"1 secret is missing: NETLIFY_TOKEN \(local\.yaml line \d+\)", told)


@pytest.mark.parametrize(
    ("own", "sentence"),
    [
        ("extends: own.yaml\n", "own.yaml:1:10: extends: own.yaml builds on this file itself; name another one"),
        ("extends: [local.yaml]\n", "own.yaml:1:10: extends: must name a file that lies beside this one, such as local.yaml"),
        ("extends:\n", "own.yaml:1:9: extends: must name a file that lies beside this one, such as local.yaml"),
        ("extends: locl.yaml\n", "locl.yaml: can't be read: No such file or directory"),
    ],
)  # fmt: skip
def test_what_can_not_be_built_on_is_told(errors, own, sentence):
    assert sentence in errors(own)
