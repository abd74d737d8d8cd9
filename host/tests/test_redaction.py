"""Secrets are masked in every form that a text can hold them in, whoever wrote it."""

import base64
import html
import json
import os
import subprocess
import sys
from urllib.parse import quote, quote_plus

import pytest
from pydantic import BaseModel, Field, SecretBytes, SecretStr

from powerstrip.configuration import load
from powerstrip.errors import CallError
from powerstrip.redaction import MASK, Redaction
from powerstrip_sdk import SourceConfig

SECRET = "p'ä\"s\\s/<w&o>r %d\n  密"
FORMS = {
    "itself": SECRET,
    "on one line": " ".join(SECRET.split()),
    "JSON": json.dumps(SECRET),
    "JSON in UTF-8": json.dumps(SECRET, ensure_ascii=False),
    "JSON in JSON": json.dumps(json.dumps(SECRET, ensure_ascii=False), ensure_ascii=False),
    "repr": repr(SECRET),
    "ascii": ascii(SECRET),
    "repr of bytes": repr(SECRET.encode()),
    "repr of a list's repr": repr(repr([SECRET])),
    "repr beside a quotation mark": repr(f'"{SECRET}'),
    "a URL": f"https://reader:{quote(SECRET, safe='')}@host/",
    "a path": quote(SECRET),
    "a form": quote_plus(SECRET),
    "HTML": html.escape(SECRET),
    "SQL": SECRET.replace("'", "''"),
    "hexadecimal": SECRET.encode().hex(),
    "base64": base64.b64encode(SECRET.encode()).decode(),
    "basic authentication": base64.b64encode(f"a:{SECRET}".encode()).decode(),
    "base64 for URLs, one byte later": base64.urlsafe_b64encode(f"ab:c{SECRET}".encode()).decode(),
}


class Login(BaseModel):
    password: SecretStr


class Config(SourceConfig):
    word: SecretStr
    raw: SecretBytes = SecretBytes(b"")
    login: Login | None = None
    keys: list[SecretStr] = Field([])
    headers: dict[str, SecretStr] = Field({})


def knowing(**options):
    redact = Redaction()
    redact.learn(Config.model_validate(options))
    return redact


@pytest.mark.parametrize("form", FORMS)
def test_a_secret_is_masked_in_every_form(form):
    text = f"before {FORMS[form]} after"

    masked = knowing(word=SECRET)(text)

    assert MASK in masked
    assert masked.startswith("before ")
    assert masked.endswith(" after")
    # What stands around it may stay: quotation marks, an address, and what shares a character with it in base64.
    assert len(masked) < len("before  after") + len(MASK) + 30


def test_secrets_at_any_depth_are_masked():
    redact = knowing(
        word="first-secret",
        raw=b"second-secret",
        login={"password": "third-secret"},
        keys=["fourth-secret"],
        headers={"authorization": "fifth-secret"},
    )

    assert redact("first-secret second-secret third-secret fourth-secret fifth-secret") == " ".join([MASK] * 5)


def test_texts_for_the_driver_are_masked_unless_they_are_words_of_its_own():
    redact = knowing(
        word="x", additional_params={"mode": "read-only", "token": "a1b2c3d4", "deep": [{"key": "E5F6G7H8"}]}
    )

    assert redact("read-only a1b2c3d4 E5F6G7H8") == f"read-only {MASK} {MASK}"


def test_texts_for_the_driver_are_in_no_repr():
    assert "a1b2c3d4" not in repr(Config(word="x", additional_params={"token": "a1b2c3d4"}))


def test_the_hosts_own_secrets_are_masked(tmp_path):
    environment = {
        "POWERSTRIP_TOKEN": "the-token-of-the-host",
        "POWERSTRIP_KEY": "w5Zf1p0cV3mQ8kYx2nRt7uJb4gLd6hSa9eXoTiKqPBM",
        "POWERSTRIP_HOST__STATE": "postgresql://powerstrip:the%2Fpassword@db.internal/powerstrip",
    }
    redact = load(None, environment, use_default_file=False).redact

    assert (
        redact(" ".join(environment.values())) == f"{MASK} {MASK} postgresql://powerstrip:{MASK}@db.internal/powerstrip"
    )
    assert redact("the/password") == MASK


def test_a_secret_is_masked_before_the_message_is_cut_and_its_code_stays():
    error = CallError("syntax", f"{'.' * 290}{SECRET * 2} (42601)", engine_code="42601")
    error.__cause__ = ValueError(SECRET)

    error.hide(knowing(word=SECRET))

    assert str(error).endswith("… (42601)")
    assert len(str(error)) <= 300
    assert "p'" not in str(error)
    assert error.__cause__ is None


CRASHES = """
import gc, logging, threading, warnings
from powerstrip.logs import configure_logs, log_what_nobody_catches
from powerstrip.redaction import Redaction

redact = Redaction()
redact.learn_texts(["hunter2-of-the-shop"])
configure_logs(redact=redact)
log_what_nobody_catches()

def fail():
    raise ValueError("in a thread: hunter2-of-the-shop")

class Uncollected:
    def __del__(self):
        raise ValueError("collected: hunter2-of-the-shop")

class Odd:
    def __str__(self):
        return "an object: hunter2-of-the-shop"

import structlog
structlog.get_logger().warning("odd", reason=Odd(), several=[{"deep": Odd()}])
warnings.warn("a warning: hunter2-of-the-shop")
thread = threading.Thread(target=fail)
thread.start()
thread.join()
Uncollected()
gc.collect()
raise ValueError("the process: hunter2-of-the-shop")
"""


def test_what_nobody_catches_is_logged_with_masks():
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", CRASHES],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONWARNDEFAULTENCODING": "0"},
    )

    assert "hunter2" not in done.stdout + done.stderr
    assert done.returncode == 1
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert {"the process ends", "a thread ended", "an error came where none can be raised"} <= {
        each["event"] for each in lines
    }
    for what in ("an object", "a warning", "in a thread", "collected", "the process"):
        assert f"{what}: {MASK}" in done.stderr
