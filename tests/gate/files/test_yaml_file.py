"""Files become facts, or one error with every mistake in them."""

# ruff: noqa: E501 - a message stands in one line, as people read it

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from gate.files.places import ROOT
from gate.files.redaction import is_plain, secrets_in
from gate.files.scalars import Secret, Text, Whole
from gate.files.yaml_file import FileError, Section, read_yaml, shown


class Vendor(Section):
    """A section like those of the real files."""

    url: Text
    token: Secret


class Sample(Section):
    """A file like the real ones."""

    name: Text
    count: Whole = 1
    hosts: tuple[Text, ...] = ()
    vendors: dict[str, Vendor] = Field(default_factory=dict)


@pytest.fixture
def write(tmp_path):
    def write_text(text: str | bytes) -> Path:
        file = tmp_path / "sample.yaml"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    return write_text


def errors_in(file: Path, **options: object) -> list[str]:
    with pytest.raises(FileError) as caught:
        read_yaml(file, Sample, **options)
    return str(caught.value).replace(f"{file}", "sample.yaml").splitlines()


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(write):
    file = write("nam: x\ncount: many\nhosts: [a, 2.10, no]\nvendors:\n  netlify: {url: x, tokn: y}\n")

    assert errors_in(file) == [
        'sample.yaml:1:1: "nam" is not known here; nearest: "name"',
        'sample.yaml:1:1: "name" is missing; add it',
        'sample.yaml:2:8: count: must be a whole number, not "many"',
        'sample.yaml:3:12: hosts.1: must be text; quote it: "2.10"',
        'sample.yaml:3:18: hosts.2: no is a boolean to some and a word to others; write true or false, or quote it: "no"',
        'sample.yaml:5:3: vendors.netlify: "token" is missing; add it',
        'sample.yaml:5:21: vendors.netlify: "tokn" is not known here; nearest: "token"',
    ]


def test_a_name_that_is_near_nothing_gets_the_list_of_names(write):
    assert errors_in(write("name: x\nzebra: 1")) == [
        'sample.yaml:2:1: "zebra" is not known here; known: name, count, hosts, vendors'
    ]


def test_all_missing_variables_are_listed_together_with_the_other_mistakes(write):
    file = write('name: ${NAME}\ncount: x\nvendors:\n  netlify: {url: "https://${HOST}", token: "${TOKEN}"}\n')

    assert errors_in(file, variables={"HOST": "example.org", "TOKEN": "  "}) == [
        'sample.yaml:2:8: count: must be a whole number, not "x"',
        "sample.yaml: 2 secrets are missing: NAME (line 1), TOKEN (line 4); set them in the process environment",
    ]


def test_one_missing_variable_is_one(write):
    assert errors_in(write("name: ${NAME}"), variables={}) == [
        "sample.yaml: 1 secret is missing: NAME (line 1); set it in the process environment"
    ]


@pytest.mark.parametrize("written", ["$NAME", "${NA-ME}", "${}", "${NAME"])
def test_what_is_nearly_a_variable_is_not_taken_literally(write, written):
    assert errors_in(write(f"name: {written}"), variables={"NAME": "x"}) == [
        f'sample.yaml:1:7: name: "{written}" is not a variable; write ${{NAME}}, in letters, digits and _'
    ]


def test_a_value_from_outside_never_stands_in_an_error(write):
    (line,) = errors_in(write("name: x\ncount: ${COUNT}"), variables={"COUNT": "hunter2hunter2"})

    assert line == 'sample.yaml:2:8: count: must be a whole number, not "${COUNT}"'


def test_a_value_from_outside_is_a_secret_and_white_space_around_it_is_a_slip_of_copying(write):
    read = read_yaml(
        write('name: x\nvendors: {a: {url: "${URL}", token: "${TOKEN}"}}'),
        Sample,
        variables={"URL": "https://x.org", "TOKEN": "s3cr3t-token\n"},
    )

    assert read.facts.vendors["a"].token == "s3cr3t-token"  # noqa: S105 - planted
    assert read.secrets == {"s3cr3t-token"}
    assert "s3cr3t" not in repr(read.facts)


@pytest.mark.parametrize(
    "plain",
    [
        "https://alaskapay.com",
        "https://127.0.0.1:4433/",
        "127.0.0.1:53",
        "[::1]:53",
        "smtp.example.org:587",
        "localhost",
        "587",
        "/etc/ssl/ca.pem",
    ],
)
def test_addresses_paths_and_numbers_are_no_secrets(plain):
    assert is_plain(plain)
    assert secrets_in(plain) == frozenset()


@pytest.mark.parametrize(
    "secret",
    [
        "sk_test_0123456789",
        "eyJhbGciOi.eyJyb2xl.c2ln",
        "/3+aGVsbG8gd29ybGQ=",
        "https://hooks.example.org/services/T0/B0/x1y2",
        "SG.abc.def",
        "0a1b2c3d4e5f",
    ],
)
def test_everything_else_is_a_secret(secret):
    assert secrets_in(secret) == {secret}


def test_the_password_of_a_dsn_is_hidden_also_by_itself():
    assert secrets_in("postgresql://reader:p%40ssword@db.example.org/x") >= {"p%40ssword", "p@ssword"}
    assert "hunter2hunter2" in secrets_in("host=db.example.org password=hunter2hunter2")


@pytest.mark.parametrize("end", ["\n", "\\n"], ids=["as a file", "in JSON"])
def test_each_line_of_a_private_key_is_hidden_also_by_itself(end):
    lines = ["-----BEGIN PRIVATE KEY-----", "MIGHAgEAMBMGByqGSM49", "AgEGCCqGSM49AwEHBG0=", "-----END PRIVATE KEY-----"]

    hidden = secrets_in(f'{{"private_key": "{end.join(lines)}"}}' if end == "\\n" else end.join(lines))

    assert hidden >= set(lines[1:3])
    assert not hidden & {lines[0], lines[3]}


def test_placeholders_count_as_not_written_where_people_fill_in_forms(write):
    file = write("name: [Name]\ncount: '[TARGET]'")

    assert errors_in(file, has_placeholders=True) == [
        "sample.yaml:1:7: name: still the placeholder [Name]; write what is true"
    ]
    assert errors_in(file)[0] == "sample.yaml:1:7: name: must be text, not a list"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "sample.yaml:1:1: must be a section with keys and values, not nothing"),
        (b"- a\n- b", "sample.yaml:1:1: must be a section with keys and values, not a list"),
        (b"name: \xff\xfe", "sample.yaml: is not UTF-8 text from line 1 on; save it as UTF-8"),
    ],
)
def test_a_file_that_is_no_section_is_refused(write, content, sentence):
    assert errors_in(write(content)) == [sentence]


def test_a_missing_file_is_named(tmp_path):
    assert errors_in(tmp_path / "gone.yaml") == ["sample.yaml: can't be read: No such file or directory"]


def test_a_file_of_the_project_is_called_as_people_call_it():
    assert shown(ROOT / "environments" / "prod.yaml") == "environments/prod.yaml"


KEYS = st.sampled_from(["name", "count", "hosts", "vendors", "extra"])
VALUES = st.none() | st.integers() | st.booleans() | st.text(max_size=5) | st.lists(st.integers(), max_size=2)


def answer(file: Path) -> list[str]:
    try:
        return [repr(read_yaml(file, Sample).facts)]
    except FileError as error:
        return str(error).splitlines()


@given(st.dictionaries(KEYS, VALUES))
def test_whatever_the_values_are_the_answer_is_facts_or_lines_with_places(tmp_path_factory, values):
    file = tmp_path_factory.getbasetemp() / "any.yaml"
    file.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")

    assert all(line.startswith(("Sample(", f"{file}:")) for line in answer(file))
