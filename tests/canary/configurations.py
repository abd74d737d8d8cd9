"""What the operators of a session write: sources with secrets of every shape, in every way, right and wrong."""

from pathlib import Path

from echoing_server import DATABASES
from planting import SHAPES

__all__ = ["Operator"]

QUIET = {"connect_timeout": 2, "call_timeout": 10}


class Operator:
    """Writes configurations.

    Args:
        folder: for files with secrets.
        planted: the secrets.
        port: of the server that puts passwords into its answers.
    """

    def __init__(self, folder: Path, planted, port: int) -> None:
        self.folder, self.planted, self.port = folder, planted, port
        self.environment: dict[str, str] = {}

    def file_sources(self) -> dict[str, dict]:
        """Return sources whose passwords are written in the file, in variables and in files, one for each shape."""
        sources = {}
        for number, shape in enumerate(SHAPES):
            for way in ("text", "variable", "file"):
                database = DATABASES[(number + len(way)) % len(DATABASES)]
                password = self.planted.new(f"password as {way} with {shape}", shape)
                sources[f"{way}-{shape.lower()}"] = self.echoing(database, self._written(way, shape, password))
        return sources

    def echoing(self, database: str, password) -> dict:
        """Return the options of a source on the server that echoes."""
        return {
            "connector": "postgres",
            "host": "127.0.0.1",
            "port": self.port,
            "database": database,
            "username": "reader",
            "password": password,
            "sslmode": "require" if database == "tls" else "prefer",
        }

    def leaky_source(self, name: str, **options) -> dict:
        """Return the options of a source whose connector puts its secrets everywhere."""
        new = self.planted.new
        return {
            "connector": "leaky",
            "word": new(f"{name}: word", "JSON"),
            "raw": new(f"{name}: raw", "quotes"),
            "login": {"password": new(f"{name}: login.password", "unicode")},
            "keys": [new(f"{name}: first key"), new(f"{name}: second key", "URL")],
            "headers": {"authorization": new(f"{name}: header", "HTML")},
            "additional_params": {"token": new(f"{name}: additional", "backslashes")},
            **options,
        }

    def odd_sources(self, postgres, tls: Path) -> dict[str, dict]:
        """Return sources on a real server that cannot be used, each for another reason."""
        new = self.planted.new

        def real(name: str, **changes) -> dict:
            options = postgres.options(password=new(f"{name}: password"), **changes)
            return {"connector": "postgres", **options}

        return {
            "wrong-password": real("wrong-password"),
            "wrong-database": real("wrong-database", database="nowhere"),
            "unreachable": real("unreachable", port=9),
            "no-such-host": real("no-such-host", host="nowhere.invalid"),
            "wrong-authority": real("wrong-authority", sslmode="verify-full"),
            "broken-key": real("broken-key", sslmode="require", sslcert=str(tls), sslkey=str(tls)),
            "odd-driver-option": real(
                "odd-driver-option", additional_params={"target_session_attrs": new("odd-driver-option: additional")}
            ),
            "unknown-driver-option": real(
                "unknown-driver-option", additional_params={"sslpassword": new("unknown-driver-option: additional")}
            ),
            "nested-driver-option": real(
                "nested-driver-option",
                additional_params={"statement_cache_size": {"deep": [new("nested-driver-option: additional")]}},
            ),
        }

    def broken_key(self) -> Path:
        """Return a file that looks like a certificate with its key, and is none."""
        lines = "\n".join(self.planted.new(f"line {number} of a key") for number in range(2))
        path = self.folder / "client.pem"
        path.write_text(f"-----BEGIN PRIVATE KEY-----\n{lines}\n-----END PRIVATE KEY-----\n", encoding="utf-8")
        path.chmod(0o600)
        return path

    def mistakes(self, name: str) -> dict[str, str]:
        """Return what is wrong in a file, by what it is, as TOML; each has a secret where it does not belong.

        Args:
            name: of the source that is wrong.
        """
        head = f'[sources.{name}]\nconnector = "postgres"\nhost = "a"\ndatabase = "b"\nusername = "c"\n'

        def secret(what: str) -> str:
            return self.planted.new(f"mistake: {what}")

        options = {
            "misspelt": f'pasword = "{secret("misspelt")}"',
            "port": f'port = "{secret("port")}"',
            "sslmode": f'sslmode = "{secret("sslmode")}"',
            "array": f'password = ["{secret("array")}"]',
            "table": f'password = {{ value = "{secret("table")}" }}',
            "two references": f'password = {{ env = "A", other = "{secret("two references")}" }}',
            "additional": f'additional_params = "{secret("additional")}"',
            "pool": f'pool = "{secret("pool")}"',
            "pool size": f'pool = {{ size = "{secret("pool size")}" }}',
            "read only": f'read_only = "{secret("read only")}"',
            "writes": f'writes = "{secret("writes")}"',
            "limits": f'limits = {{ max_rows = "{secret("limits")}" }}',
            "certificate": f'sslkey = "{secret("certificate")}"',
            "unended": f'password = "{secret("unended")}',
            "twice": f'password = "{secret("once")}"\npassword = "{secret("twice")}"',
            "control": f'password = "{secret("control")}\x01"',
            "escape": f'password = "{secret("escape")}\\q"',
        }
        wrong = {what: head + option + "\n" for what, option in options.items()}
        wrong["state"] = f'[host]\nstate = ["{secret("state")}"]\n[views.{name}]\nsources = 3\n'
        wrong["bind"] = f'[host]\nbind = "{secret("bind")}"\n[views.{name}]\nsources = 3\n'
        wrong["budget"] = f'[budget]\ntotal = "{secret("budget")}"\n[views.{name}]\nsources = 3\n'
        return wrong

    def _written(self, way: str, shape: str, password: str):
        if way == "text":
            return password
        if way == "variable":
            variable = f"PASSWORD_{shape.upper()}"
            self.environment[variable] = password
            return {"env": variable}
        path = self.folder / f"password-{shape.lower()}"
        path.write_text(password + "\n", encoding="utf-8")
        path.chmod(0o600)
        return {"file": str(path)}
