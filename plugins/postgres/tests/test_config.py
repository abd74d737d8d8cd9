import pytest
from pydantic import ValidationError

from powerstrip_postgres import PostgresConfig

OPTIONS = {"host": "db", "database": "shop", "username": "reader"}


def test_only_host_database_and_username_are_needed():
    config = PostgresConfig(**OPTIONS)
    assert (config.port, config.sslmode, config.password) == (5432, "prefer", None)


def test_the_password_is_not_shown():
    assert "hunter2" not in repr(PostgresConfig(**OPTIONS, password="hunter2"))


@pytest.mark.parametrize("option", ["sslrootcert", "sslcert"])
@pytest.mark.parametrize("mode", ["disable", "allow", "prefer"])
def test_a_certificate_takes_a_mode_that_uses_it(option, mode):
    with pytest.raises(ValidationError, match=f"{option} takes an sslmode"):
        PostgresConfig(**OPTIONS, sslmode=mode, **{option: "some.pem"})


def test_a_key_takes_its_certificate():
    with pytest.raises(ValidationError, match="sslkey takes sslcert"):
        PostgresConfig(**OPTIONS, sslmode="require", sslkey="some.key")
