"""The set-up script: what it says on machines that lack something, and its quiet on the others."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PLAIN_TOOLS = ["sh", "bash", "cat", "cmp", "cp", "dirname", "head", "mkdir", "mv", "rm", "sed", "tail"]
DEBIAN_LINE = "apt-get install python3-venv chromium-headless-shell\n"


class Machine:
    """A copy of the script in a folder of its own, on a PATH with plain tools only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.project = folder / "a clone"
        self.tools = folder / "bin"
        self.environment = {"PATH": str(self.tools), "HOME": str(folder), "PYTHON": sys.executable}
        self.tools.mkdir()
        for tool in PLAIN_TOOLS:
            (self.tools / tool).symlink_to(str(shutil.which(tool)))
        (self.project / "reports").mkdir(parents=True)
        for path in ["verify", "requirements.lock", "reports/package.json", "reports/package-lock.json"]:
            shutil.copy(ROOT / path, self.project / path)

    def has(self, tool: str, script: str) -> None:
        """Put a program of that name on the PATH."""
        (self.tools / tool).write_text(f"#!/bin/sh\n{script}\n")
        (self.tools / tool).chmod(0o755)

    def has_python_without_venv(self) -> None:
        (self.folder / "stripped").mkdir()
        (self.folder / "stripped/ensurepip.py").write_text("raise ModuleNotFoundError\n")
        self.environment["PYTHONPATH"] = str(self.folder / "stripped")

    def has_packages(self) -> None:
        """Look like a clone whose packages and report tool were installed before."""
        venv, allure = self.project / ".venv", self.project / ".local/allure"
        venv.mkdir()
        for name in ["bin", "lib", "pyvenv.cfg"]:
            (venv / name).symlink_to(Path(sys.prefix) / name)
        shutil.copy(ROOT / "requirements.lock", venv)
        allure.mkdir(parents=True)
        shutil.copy(ROOT / "reports/package-lock.json", allure)

    def verify(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own script
            [self.project / "verify", *arguments],
            cwd="/",
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def users_debian(machine: Machine) -> Machine:
    """Debian, where we are an ordinary user."""
    machine.has("id", "echo 1000")
    machine.has("apt-get", f"touch '{machine.folder}/apt-get was called'; exit 1")
    return machine


@pytest.fixture
def roots_debian(machine: Machine) -> Machine:
    """Debian, where we are root, and where no package can be had."""
    machine.has("id", "echo 0")
    machine.has("apt-get", f"echo \"$@\" >>'{machine.folder}/asked'; echo 'E: no such package'; exit 100")
    return machine


def test_it_is_plain_posix_shell() -> None:
    read = subprocess.run([str(shutil.which("sh")), "-n", ROOT / "verify"], check=False)  # noqa: S603 - our own script

    assert read.returncode == 0
    assert (ROOT / "verify").read_text().startswith("#!/bin/sh\n")
    assert os.access(ROOT / "verify", os.X_OK)


def test_a_clone_that_is_set_up_becomes_pytest_without_a_word(machine: Machine) -> None:
    machine.has_packages()
    machine.has("chromium", "exit 1")

    ended = machine.verify("--version")

    assert ended.stdout == f"pytest {pytest.__version__}\n"
    assert (ended.returncode, ended.stderr) == (0, "")


def test_the_exit_code_is_that_of_pytest(machine: Machine) -> None:
    machine.has_packages()
    machine.has("chromium", "exit 1")

    assert machine.verify("there is no such test.py").returncode == pytest.ExitCode.USAGE_ERROR


def test_a_user_of_debian_without_venv_is_told_the_one_command(users_debian: Machine) -> None:
    users_debian.has_python_without_venv()

    ended = users_debian.verify()

    assert (ended.returncode, ended.stdout, ended.stderr) == (4, "", DEBIAN_LINE)
    assert not (users_debian.folder / "apt-get was called").exists()


def test_a_user_of_debian_without_browser_is_told_the_one_command(users_debian: Machine) -> None:
    users_debian.has_packages()
    users_debian.environment["PLAYWRIGHT_DOWNLOAD_HOST"] = "http://127.0.0.1:9"
    users_debian.environment["PLAYWRIGHT_BROWSERS_PATH"] = str(users_debian.folder / "browsers")

    ended = users_debian.verify()

    assert (ended.returncode, ended.stderr) == (4, DEBIAN_LINE)
    assert not (users_debian.folder / "apt-get was called").exists()


def test_root_on_debian_gets_what_is_missing_and_reads_why_it_failed(roots_debian: Machine) -> None:
    roots_debian.has_python_without_venv()

    ended = roots_debian.verify()

    update, install = (roots_debian.folder / "asked").read_text().splitlines()
    assert update.startswith("update")
    assert install.startswith("install")
    assert install.endswith("python3-venv")
    assert ended.returncode == 4
    assert "E: no such package" in ended.stderr
    assert "verify: installing python3-venv failed" in ended.stderr


def test_elsewhere_a_sentence_says_what_is_missing(machine: Machine) -> None:
    machine.has_python_without_venv()

    ended = machine.verify()

    assert ended.returncode == 4
    assert ended.stderr == f"verify: {sys.executable} is no Python with pip and venv; name one in PYTHON.\n"


def test_a_python_that_is_too_old_is_named(machine: Machine) -> None:
    machine.has("python3.9", 'case "$2" in *version_info*) exit 1 ;; esac')
    machine.environment["PYTHON"] = "python3.9"

    ended = machine.verify()

    assert ended.returncode == 4
    assert ended.stderr == "verify: python3.9 is not Python 3.11 or newer; name one in PYTHON.\n"


def test_a_browser_setting_that_names_no_program_is_refused(machine: Machine) -> None:
    machine.has_packages()
    machine.environment["BROWSER_EXECUTABLE"] = "/no/such/browser"

    ended = machine.verify()

    assert ended.returncode == 4
    assert ended.stderr == (
        "verify: BROWSER_EXECUTABLE is /no/such/browser, which is no program that can be started.\n"
    )


def test_a_step_that_fails_shows_its_output_and_where_all_of_it_is(machine: Machine) -> None:
    machine.environment |= {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1"}

    ended = machine.verify()

    assert ended.returncode == 4
    assert "No matching distribution found for uv" in ended.stderr
    assert f"{machine.project}/.local/set-up.log" in ended.stderr
