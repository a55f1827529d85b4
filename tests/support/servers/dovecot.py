"""A real IMAP server on loopback, with a mailbox that mails are put into as files."""

import grp
import os
import pwd
import secrets
import shutil
import socket
import ssl
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme

from gate.environment.sections import Imap

COMMAND = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin")
VERSION = "2.3."  # 2.4 reads another kind of configuration
# Where the tests run as root, the server does not.
OTHER = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
USER = OTHER.get("user") or pwd.getpwuid(os.geteuid()).pw_name
GROUP = OTHER.get("group") or grp.getgrgid(os.getegid()).gr_name
END_S_MAX = 10

CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
auth_failure_delay = 0
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
ssl = required
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
mail_location = maildir:{folder}/mail
first_valid_uid = 1
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {folder}/passwords
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {port}
  }}
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """A running server; `settings` is what an environment file would say of it."""

    folder: Path
    settings: Imap
    ca_pem: str

    def deliver(self, mail: bytes) -> None:
        """Put a mail into the mailbox, as a delivery agent does: written elsewhere, then moved."""
        name = f"{secrets.token_hex(8)}.loopback"
        draft = self.folder / "mail" / "tmp" / name
        draft.write_bytes(mail)
        draft.chmod(0o644)
        draft.rename(self.folder / "mail" / "new" / name)

    def empty(self) -> None:
        """Throw all mails away."""
        for file in self._mails():
            file.unlink()

    def marks(self) -> str:
        """What is marked on any mail: read, answered, deleted."""
        return "".join(file.name.partition(":2,")[2] for file in self._mails())

    def _mails(self) -> list[Path]:
        return [file for part in ("new", "cur") for file in (self.folder / "mail" / part).iterdir()]


def start(folder: Path) -> Iterator[Dovecot]:
    """Serve until the end of the test."""
    authority = trustme.CA()
    certificate = authority.issue_cert("127.0.0.1")
    certificate.private_key_pem.write_to_path(str(folder / "key.pem"))
    certificate.cert_chain_pems[0].write_to_path(str(folder / "certificate.pem"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    password = secrets.token_hex(8)
    (folder / "passwords").write_text(f"verify:{password}\n")
    for part in ("tmp", "new", "cur"):
        (folder / "mail" / part).mkdir(parents=True)
    (folder / "dovecot.conf").write_text(CONFIGURATION.format(folder=folder, port=port, user=USER, group=GROUP))
    if OTHER:
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, USER, GROUP)
    ca_pem = authority.cert_pem.bytes().decode()
    server = Dovecot(folder, Imap(host="127.0.0.1", port=port, user="verify", password=password), ca_pem)
    command = [str(COMMAND), "-F", "-c", str(folder / "dovecot.conf")]
    with subprocess.Popen(command, **OTHER) as process:  # noqa: S603 - our own arguments
        try:
            yield server
        finally:
            process.terminate()
            process.wait(END_S_MAX)


def greets(server: Dovecot) -> bool:
    """Whether the server answers."""
    context = ssl.create_default_context(cadata=server.ca_pem)
    try:
        with (
            socket.create_connection(("127.0.0.1", server.settings.port), timeout=5) as connection,
            context.wrap_socket(connection, server_hostname="127.0.0.1") as tls,
        ):
            return tls.recv(4) == b"* OK"
    except OSError:
        return False


@pytest.fixture(scope="session")
def running_dovecot(eventually) -> Iterator[Dovecot]:
    found = (
        subprocess.run([COMMAND, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603 - as above
        if COMMAND
        else "none"
    )
    if not found.startswith(VERSION):
        reason = (
            f"IMAP not run: it needs dovecot {VERSION}x (apt-get install dovecot-imapd), and there is {found.strip()}"
        )
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    with tempfile.TemporaryDirectory(prefix="dovecot-", ignore_cleanup_errors=True) as folder:
        for server in start(Path(folder)):
            assert eventually(lambda server=server: greets(server), 10), (Path(folder) / "log").read_text()
            yield server


@pytest.fixture
def dovecot(running_dovecot: Dovecot) -> Dovecot:
    """A mail server with an empty mailbox."""
    running_dovecot.empty()
    return running_dovecot
