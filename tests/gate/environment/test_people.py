"""Who may sign as what: the section `people` of an environment file."""

# ruff: noqa: E501 - a message stands in one line, as people read it

import pytest

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHUZcZcW0fQ9Jz0dL5B7wUe3m1n5m3v0b8VgYb7p4mQx"
BOLA = f"{{name: Bola Ade, email: bola@alaskapay.com, github: bola-ade, keys: [{KEY} bola@laptop]}}"


@pytest.fixture
def people_of(read_environment):
    def read(*lines: str):
        return read_environment(
            "prod", ("mail:\n", "people:\n" + "".join(f"  {line}\n" for line in lines) + "mail:\n")
        ).people

    return read


@pytest.fixture
def errors_in(environment_errors):
    def read(*lines: str) -> list[str]:
        people = "people:\n" + "".join(f"  {line}\n" for line in lines)
        return [text.partition("people.")[2] for text in environment_errors("prod", ("mail:\n", people + "mail:\n"))]

    return read


def test_a_person_is_found_by_name_however_it_is_written_and_by_role(people_of):
    people = people_of(f"qa: [{BOLA}]")

    assert people.named("bola  ADE", "qa").email == "bola@alaskapay.com"
    assert people.named("Bola Ade", "legal") is None
    assert people.of("legal") == ()


def test_the_comment_of_a_key_is_left_out(people_of):
    assert people_of(f"qa: [{BOLA}]").of("qa")[0].keys == (KEY,)


def test_one_person_may_have_two_roles(people_of):
    people = people_of(f"qa: [{BOLA}]", f"release: [{BOLA}]")

    assert [role for role, _ in people.everybody()] == ["qa", "release"]


def test_an_environment_without_people_has_nobody(read_environment):
    assert list(read_environment("prod").people.everybody()) == []


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("quality: []", '"quality" is not known here; known: database, engineering, executive, legal, marketing, mobile, operations, product, qa, release, security, support'),
        ("qa: [{name: Bola Ade}]", 'qa.0: "email" is missing; add it'),
        ("qa: [{name: Bola Ade, email: b@alaskapay.com, keys: [bola.pub]}]", 'qa.0.keys.0: "bola.pub" is not a public SSH key; write the line of the .pub file, such as "ssh-ed25519 AAAA…"'),
        ("qa: [{name: Bola Ade, email: b@alaskapay.com, keys: [ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAA]}]", 'qa.0.keys.0: "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAA" is not a public SSH key; write the line of the .pub file, such as "ssh-ed25519 AAAA…"'),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_cure(environment_errors, line, sentence):
    said = environment_errors("prod", ("mail:\n", f"people:\n  {line}\nmail:\n"))

    assert len(said) == 1
    assert said[0].endswith(sentence)


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ("{name: Bola Ade, email: another@alaskapay.com}", "qa.0: Bola Ade <another@alaskapay.com> can't be told from Bola Ade <bola@alaskapay.com>: name, e-mail or login is the same; correct it, or write the same person in the same words"),
        ("{name: Musa Bello, email: musa@alaskapay.com, github: Bola-Ade}", "qa.0: Musa Bello <musa@alaskapay.com> can't be told from Bola Ade <bola@alaskapay.com>: name, e-mail or login is the same; correct it, or write the same person in the same words"),
        (f"{{name: Musa Bello, email: musa@alaskapay.com, keys: [{KEY}]}}", "qa.0: Musa Bello has the key of Bola Ade (ssh-ed25519 AAAAC3NzaC1lZDI1NT…); a key is one person's"),
    ],
)  # fmt: skip
def test_two_people_who_cannot_be_told_apart_are_refused(errors_in, other, sentence):
    assert errors_in(f"legal: [{BOLA}]", f"qa: [{other}]") == [sentence]
