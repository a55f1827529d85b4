"""Ways through the product are data: each mistake in them is told with its line, and what is right goes to its end."""

# ruff: noqa: E501 - a message stands in one line, as people read it

import pytest

from gate.environment import ENVIRONMENTS
from gate.environment.expectations.ways import BRINGS, default_ways, names_in

PAGES = "pages:\n  ways:\n"


@pytest.fixture
def errors(environment_errors):
    """The mistakes in lines that stand under `pages.ways` of local.yaml, each with its own line and column there."""

    def read(*lines):
        told = environment_errors("local", ("settle: {", PAGES + "".join(f"{line}\n" for line in lines) + "settle: {"))
        heading = (ENVIRONMENTS / "local.yaml").read_text(encoding="utf-8").partition("settle: {")[0].count("\n") + 2
        places = (line.removeprefix("local.yaml:").split(":", maxsplit=1) for line in told)
        return [f"{int(line) - heading}:{rest}" for line, rest in places]

    return read


SEE = "{see: [{button: Log in}]}"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (f"sign_otu: [{{press: Log off}}, {SEE}]", '1:1: pages.ways: "sign_otu" is not known here; nearest: "sign_out"'),
        (f"sign_out: [{{pres: Log off}}, {SEE}]", '1:13: pages.ways.sign_out.0: "pres" is not known here; nearest: "press"'),
        (f"sign_out: [{{press: Log off, open: terms}}, {SEE}]", "1:12: pages.ways.sign_out.0: a section is 2 steps; write exactly one of open, press, fill, see"),
        (f"sign_out: [{{in: A menu}}, {SEE}]", "1:12: pages.ways.sign_out.0: a section is 0 steps; write exactly one of open, press, fill, see"),
        (f"sign_out: [{{fill: '#email'}}, {SEE}]", "1:12: pages.ways.sign_out.0: a section has to say `with` what is filled in, and only a `fill` can"),
        (f"sign_out: [{{press: Log off, with: force}}, {SEE}]", "1:12: pages.ways.sign_out.0: a section has to say `with` what is filled in, and only a `fill` can"),
        (f"sign_out: [{{open: '', in: A menu}}, {SEE}]", "1:12: pages.ways.sign_out.0: a section can't be `in` a dialog; only what is pressed or filled can"),
        ("sign_out: [{press: Log off}, {see: []}]", "1:36: pages.ways.sign_out.1.see: is empty; fill it in"),
        ("sign_out: [{see: [{buton: Log in}]}]", '1:20: pages.ways.sign_out.0.see.0: "buton" is not known here; nearest: "button"'),
        ("sign_out: [{see: [{button: In, toast: Bye}]}]", "1:19: pages.ways.sign_out.0.see.0: a section is no sight; write exactly one of heading, button, dialog, toast, text, selector"),
        ("sign_out: [{see: {button: Log in}}]", "1:18: pages.ways.sign_out.0.see: must be a list, such as [one, two], not a section"),
        ("sign_out: [{press: Log off}]", "1:1: pages.ways.sign_out: doesn't say what shows that one has arrived; end it with a `see`"),
        ("sign_out: []", "1:1: pages.ways.sign_out: doesn't say what shows that one has arrived; end it with a `see`"),
        (f"sign_out: [{{press: '{{sign_out_buton}}'}}, {SEE}]", '1:12: pages.ways.sign_out.0: "{sign_out_buton}" is neither a text of pages: nor brought along; nearest: "sign_out_button"'),
        (f"reset: [{{fill: input, with: '{{pin}}'}}, {SEE}]", '1:9: pages.ways.reset.0: "{pin}" is neither a text of pages: nor brought along; this way brings email'),
    ],
)  # fmt: skip
def test_each_mistake_is_told_where_it_stands(errors, line, sentence):
    (told,) = errors(f"    {line}")
    line_there, column, said = sentence.split(":", maxsplit=2)

    assert told == f"{line_there}:{int(column) + 4}:{said}"


def test_every_step_has_a_line_of_its_own(errors):
    assert errors("    sign_out:", "    - press: Log off", "    - sea: [{button: Log in}]") == [
        '3:7: pages.ways.sign_out.1: "sea" is not known here; nearest: "see"'
    ]


def test_a_way_of_the_file_stands_beside_the_others(read_environment):
    environment = read_environment(
        "local",
        (
            "settle: {",
            f"{PAGES}    sign_out: [{{press: Account}}, {{press: Log off}}, {{see: [{{button: Log in}}]}}]\nsettle: {{",
        ),
    )

    assert [step.press for step in environment.pages.ways.sign_out] == ["Account", "Log off", None]
    assert environment.pages.ways.sign_in == default_ways()["sign_in"]


def test_what_a_visitor_brings_along_is_used_by_the_known_way():
    used = {
        name: {one for step in way for words in step.words for one in names_in(words)}
        for name, way in default_ways().items()
    }

    assert {name: set(brings) - used[name] for name, brings in BRINGS.items()} == {name: set() for name in BRINGS}
