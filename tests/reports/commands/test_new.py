"""`python -m reports new VERSION`: a file that explains itself, and is never written over."""

import re

import pytest

from gate.files.yaml_file import FileError
from gate.release import Release
from tests.reports.running_commands import as_process, reports

COMMIT, PREVIOUS = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d", "9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("releases")
    done = as_process("new", "2.5.0", "--releases", folder)
    assert (done.exit_code, done.error) == (0, "")
    return (folder / "2.5.0" / "release.yaml").read_text(encoding="utf-8")


@pytest.fixture
def template(tmp_path, written):
    file = tmp_path / "2.5.0" / "release.yaml"
    file.parent.mkdir()
    file.write_text(written, encoding="utf-8")
    return file


def filled(text: str) -> str:
    """Write what is marked required, as a person would."""
    text = text.replace("commit: [Commit] ", f"commit: {COMMIT} ", 1)
    text = text.replace("version: [Version]", "version: 2.4.0").replace(
        "commit: [Commit]\nfreeze", f"commit: {PREVIOUS}\nfreeze"
    )
    return text.replace("deployer: [Name]", "deployer: Adaeze Okafor")


def test_the_template_says_what_is_still_to_be_written_and_nothing_else(template):
    with pytest.raises(FileError) as caught:
        Release.read(template)

    spots = re.findall(r"release\.yaml:\d+:\d+: (\S+): still the placeholder", str(caught.value))
    assert spots == ["commit", "previous", "deployer"]
    assert len(str(caught.value).splitlines()) == 3


def test_with_what_is_marked_required_it_can_be_read(template):
    template.write_text(filled(template.read_text(encoding="utf-8")), encoding="utf-8")

    release = Release.read(template)

    assert (release.version, release.freeze, release.window, release.brief) == ("2.5.0", None, None, None)
    assert (release.on_call.primary, release.builds.ios, release.runbook) == (None, None, ())
    assert [step.role for step in release.escalation] == ["On-call engineer", "Team lead", "CTO", "CEO"]
    assert release.rolled_back_to is None


def test_every_example_in_its_comments_can_be_read(template):
    text = filled(template.read_text(encoding="utf-8")).replace("commit: … ", f"commit: {COMMIT} ")
    text = text.replace("commit: [Commit]\n  at: ", f"commit: {COMMIT}\n  at: ")
    text = text.replace("evidence: … ", f"evidence: {'0' * 64} ").replace("commit: …", f"commit: {PREVIOUS}")
    text = text.replace("reason: …", "reason: payments failed").replace("at: …", "at: '2026-11-24T10:00:00Z'")
    for name in ("approvals", "notifications", "announcements", "waivers", "incidents"):
        text = text.replace(f"{name}: []", f"{name}:")
    text = text.replace("functions: {}", "functions:")
    sections = {"functions", "approvals", "notifications", "announcements", "waivers", "incidents"}
    lines, held = [], []
    for line in text.splitlines():
        if line.startswith("#   "):
            held.append(line.removeprefix("# "))
            continue
        lines.append(line)
        if line.partition(":")[0] in sections:
            lines, held = [*lines, *held], []
        if line.startswith("scope:"):
            held = []
    lines = [re.sub(r"\[\w+\]\s+# ({.*}|\d\S+).*", r"\1", line) for line in lines]
    template.write_text("\n".join(lines).replace("https://…", "https://docs.alaskapay.com/x"), encoding="utf-8")

    release = Release.read(template)

    assert release.approvals[0].by == "Bola Ade"
    assert release.notifications[0].team == "support"
    assert release.announcements[0].kind == "launch"
    assert release.waivers[0].approver == "Ngozi Eze"
    assert release.incidents[0].severity == "critical"
    assert (release.functions["wallet-transfer"].version, release.functions["paystack-webhook"].verify_jwt) == (
        24,
        False,
    )
    assert release.builds.ios.number == "2400"
    assert release.rolled_back_to.commit == PREVIOUS


def test_it_says_what_comes_next(tmp_path):
    said = reports("new", "2.5.0", "--releases", tmp_path).out.splitlines()

    assert said[0] == f"written: {tmp_path}/2.5.0/release.yaml"
    assert said[1].startswith("next: fill in what is marked required")


def test_a_file_that_is_there_is_left_alone(template, tmp_path):
    template.write_text("mine", encoding="utf-8")

    done = reports("new", "2.5.0", "--releases", tmp_path)

    assert done.exit_code == 4
    assert done.error == f"{template} is there already, and is not written over; edit it\n"
    assert template.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("version", ["2.5", "v2.5.0", "../2.5.0", ""])
def test_what_is_no_version_is_told(tmp_path, version):
    done = reports("new", version, "--releases", tmp_path)

    assert (done.exit_code, done.error) == (4, f'"{version}" is not a version; write it as 2.4.0\n')
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")

    done = reports("new", "2.5.0", "--releases", tmp_path / "file")

    assert done.exit_code == 4
    assert "can't be written" in done.error
    assert "Traceback" not in done.error
