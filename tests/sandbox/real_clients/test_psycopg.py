"""Does Postgres answer to a real driver, over TLS only and for reading only?"""

import psycopg
import pytest
from psycopg.conninfo import make_conninfo


@pytest.mark.parametrize("sslmode", ["require", "verify-full"])
def test_an_encrypted_connection_is_taken(sandbox: dict[str, str], sslmode: str) -> None:
    with psycopg.connect(sandbox["DATABASE_URL"], sslmode=sslmode) as connection:
        [users] = connection.execute("select count(*) from profiles").fetchone() or [0]

    assert users > 100


def test_an_unencrypted_connection_is_refused(sandbox: dict[str, str]) -> None:
    with pytest.raises(psycopg.OperationalError, match=r"(?i)ssl"):
        psycopg.connect(sandbox["DATABASE_URL"], sslmode="disable")


def test_a_wrong_password_is_refused(sandbox: dict[str, str]) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(make_conninfo(sandbox["DATABASE_URL"], password="wrong"))  # noqa: S106 - a wrong one


def test_an_authority_that_did_not_sign_is_not_believed(sandbox: dict[str, str]) -> None:
    with pytest.raises(psycopg.OperationalError, match="certificate verify failed"):
        psycopg.connect(sandbox["DATABASE_URL"], sslrootcert="system")


@pytest.mark.parametrize("statement", ["update wallets set balance = 0", "create table mine (id int)"])
def test_nothing_is_written(sandbox: dict[str, str], statement: str) -> None:
    with (
        psycopg.connect(sandbox["DATABASE_URL"]) as connection,
        pytest.raises(psycopg.errors.ReadOnlySqlTransaction),
    ):
        connection.execute(statement)
