"""What is sealed opens at its place with its key, and nowhere and with nothing else."""

import base64
import json
import os
import subprocess
import sys
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from powerstrip.secrets import (
    KeyRefused,
    NotGenuine,
    Place,
    UnknownKey,
    Vault,
    VaultClosed,
    generate_key,
    new_token,
    open_vault,
    parse_keys,
    read_keys,
    token_digest,
)

KEYS = [generate_key() for _ in range(3)]
HERE = Place("sources", "1", "sealed")
DOCUMENT = {"password": "hunter2-hunter2", "port": 5432}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
pytestmark = pytest.mark.anyio


def vault(*keys):
    return Vault(parse_keys(" ".join(keys), "the test"))


@settings(deadline=None)
@given(st.dictionaries(st.text(), JSON, max_size=5), st.builds(Place, st.text(), st.text(), st.text()))
def test_a_document_opens_as_it_was_sealed(document, place):
    keys = vault(KEYS[0])

    assert keys.open(keys.seal(document, place), place) == document


def test_a_sealed_document_shows_its_key_and_nothing_else():
    keys = vault(KEYS[0])
    envelope = json.loads(keys.seal(DOCUMENT, HERE))

    assert {name: type(value) for name, value in envelope.items()} == {
        "v": int,
        "key": str,
        "wrapped": str,
        "nonce": str,
        "text": str,
    }
    assert (envelope["v"], envelope["key"]) == (1, keys.key_id)
    assert len(base64.b64decode(envelope["nonce"])) == 12
    assert len(base64.b64decode(envelope["wrapped"])) == 12 + 32 + 16


def test_no_two_sealed_documents_share_a_key_a_nonce_or_a_ciphertext():
    keys = vault(KEYS[0])
    envelopes = [json.loads(keys.seal(DOCUMENT, HERE)) for _ in range(100)]

    for part in ("wrapped", "nonce", "text"):
        assert len({envelope[part] for envelope in envelopes}) == 100


PLACES = [Place("sources", "1", "sealed"), Place("sources", "2", "sealed"), Place("sources", "1", "other")]
PLACES += [Place("tokens", "1", "sealed"), Place("source", "s1", "sealed"), Place("sources", "1sealed", "")]


@pytest.mark.parametrize(("one", "other"), list(combinations(PLACES, 2)))
def test_what_is_moved_to_another_table_row_or_field_does_not_open(one, other):
    keys = vault(KEYS[0])
    sealed = keys.seal(DOCUMENT, one)

    with pytest.raises(NotGenuine, match="was changed or moved"):
        keys.open(sealed, other)
    with pytest.raises(NotGenuine):
        keys.rewrap(sealed, other)


@pytest.mark.parametrize("part", ["wrapped", "nonce", "text"])
def test_a_part_of_another_document_does_not_open(part):
    keys = vault(KEYS[0])
    mine, other = json.loads(keys.seal(DOCUMENT, HERE)), json.loads(keys.seal(DOCUMENT, HERE))

    with pytest.raises(NotGenuine):
        keys.open(json.dumps(mine | {part: other[part]}), HERE)


@settings(deadline=None)
@given(st.sampled_from(["wrapped", "nonce", "text"]), st.data())
def test_a_single_changed_bit_does_not_open(part, data):
    keys = vault(KEYS[0])
    envelope = json.loads(keys.seal(DOCUMENT, HERE))
    raw = bytearray(base64.b64decode(envelope[part]))
    bit = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[bit // 8] ^= 1 << bit % 8

    with pytest.raises(NotGenuine):
        keys.open(json.dumps(envelope | {part: base64.b64encode(raw).decode()}), HERE)


def test_a_data_key_does_not_pass_for_one_of_another_operators_key():
    keys = vault(*KEYS[:2])
    envelope = json.loads(keys.seal(DOCUMENT, HERE))

    with pytest.raises(NotGenuine):
        keys.open(json.dumps(envelope | {"key": keys.key_ids[1]}), HERE)


NO_ENVELOPES = [
    *("", "null", "[]", "{}", "nonsense"),
    '{"v":2,"key":"KEY","wrapped":"","nonce":"","text":""}',
    '{"v":1,"key":"KEY","wrapped":"","nonce":"","text":""}',
    '{"v":1,"key":"KEY","wrapped":"!","nonce":"","text":""}',
]


@pytest.mark.parametrize("sealed", NO_ENVELOPES)
def test_what_is_no_envelope_does_not_open(sealed):
    keys = vault(KEYS[0])

    with pytest.raises(NotGenuine):
        keys.open(sealed.replace("KEY", keys.key_id), HERE)


def test_former_keys_open_and_the_current_one_seals():
    sealed = vault(KEYS[0]).seal(DOCUMENT, HERE)
    both = vault(KEYS[1], KEYS[0])

    assert both.open(sealed, HERE) == DOCUMENT
    assert json.loads(both.seal(DOCUMENT, HERE))["key"] == vault(KEYS[1]).key_id


def test_rewrapping_changes_the_wrapped_key_and_not_the_ciphertext():
    sealed = vault(KEYS[0]).seal(DOCUMENT, HERE)
    before, after = json.loads(sealed), json.loads(vault(KEYS[1], KEYS[0]).rewrap(sealed, HERE))

    assert {name for name in before if before[name] != after[name]} == {"key", "wrapped"}
    assert vault(KEYS[1]).open(json.dumps(after), HERE) == DOCUMENT


def test_a_key_that_was_taken_away_opens_nothing_more():
    old, new = vault(KEYS[0]), vault(KEYS[1])

    with pytest.raises(UnknownKey) as caught:
        new.open(old.seal(DOCUMENT, HERE), HERE)

    assert str(caught.value) == (
        f"sealed of '1' in sources is sealed with the key {old.key_id!r}, which is not among the keys here "
        f"({new.key_id}), add it behind the current one"
    )


async def test_without_a_key_the_vault_is_closed_and_says_what_to_do():
    closed = await open_vault({})

    assert closed.reason == (
        "there is no key: set POWERSTRIP_KEY, or host.key_file to a file that holds one, "
        "made with: powerstrip keys generate"
    )
    for use in (lambda: closed.seal(DOCUMENT, HERE), lambda: closed.open("{}", HERE), lambda: closed.key_id):
        with pytest.raises(VaultClosed, match="there is no key"):
            use()


async def test_a_vault_may_be_closed_for_any_reason():
    with pytest.raises(VaultClosed, match=r"^the key is at the bank$"):
        Vault.closed("the key is at the bank").seal(DOCUMENT, HERE)


def test_a_closed_vault_imports_no_cryptography():
    code = (
        "import sys\nfrom powerstrip.secrets import Vault\nimport powerstrip.store\nVault.closed()\n"
        "print([each for each in ('cryptography', 'sqlalchemy', 'alembic', 'aiosqlite') if each in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)

    assert done.stdout == "[]\n"


HEX = os.urandom(32).hex()
RAW = bytes.fromhex(HEX)


@pytest.mark.parametrize(
    "text",
    [HEX, HEX.upper(), base64.b64encode(RAW).decode(), base64.urlsafe_b64encode(RAW).decode().rstrip("=")],
    ids=["hex", "HEX", "base64", "urlsafe"],
)
def test_a_key_may_be_written_in_any_usual_way(text):
    assert [key.material for key in parse_keys(f" {text}\n", "the test")] == [RAW]


def of_bytes(raw):
    return base64.b64encode(bytes(raw)).decode()


WEAK = {
    "short": (of_bytes(os.urandom(16)), "has 16 bytes instead of 32"),
    "long": (of_bytes(os.urandom(64)), "has 64 bytes instead of 32"),
    "no base64": ("correct horse"[:7] + "!", "is neither base64 nor hexadecimal digits of 32 random bytes"),
    "zeros": (of_bytes(32), "is one byte over and over"),
    "ones": ("ff" * 32, "is one byte over and over"),
    "a's": ("a" * 43, "repeats itself"),
    "halves": (of_bytes(RAW[:8] * 4), "repeats itself"),
    "counted": (of_bytes(range(32)), "is a sequence"),
    "counted down": (of_bytes(range(255, 223, -1)), "is a sequence"),
    "steps of seven": (of_bytes(each * 7 % 256 for each in range(32)), "is a sequence"),
    "alphabet": ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopw", "is a sequence"),
    "a sentence": (of_bytes(b"the quick brown fox jumps over a"), "is text that somebody wrote"),
    "digits": ("0123456789abcdef" * 4, "repeats itself"),
    "changeme": ("changeme" + generate_key()[8:], "holds a word of placeholders"),
    "CHANGE-ME": (generate_key()[:20] + "CHANGE-ME" + generate_key()[29:], "holds a word of placeholders"),
    "password": (generate_key()[:30] + "password" + generate_key()[38:], "holds a word of placeholders"),
    "published": ("jFDxyJwytYVlZ44PBEoMa68stOg0If3Ze1eDthIeKjE", "stands in the documentation"),
}


@pytest.mark.parametrize(("text", "reason"), WEAK.values(), ids=WEAK)
def test_a_weak_key_is_refused_with_the_reason_and_without_the_key(text, reason):
    with pytest.raises(KeyRefused) as caught:
        read_keys({"POWERSTRIP_KEY": text}, None)

    start = "the key of POWERSTRIP_KEY"
    refused = "" if reason.startswith("has ") or "neither" in reason else "is refused because it "
    assert str(caught.value) == f"{start} {refused}{reason}, make one with: powerstrip keys generate"
    assert text not in str(caught.value)


def test_a_key_is_not_in_its_representation():
    (key,) = parse_keys(HEX, "the test")

    assert repr(key) == f"Key(id={key.id!r})"
    assert key.id not in HEX


def test_ten_thousand_generated_keys_are_all_accepted():
    for _ in range(10_000):
        assert len(parse_keys(generate_key(), "the test")) == 1


def key_file(tmp_path, text, mode=0o600):
    file = tmp_path / "powerstrip.key"
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    return file


def test_a_file_may_hold_several_keys_and_remarks(tmp_path):
    file = key_file(tmp_path, f"# since May\n{KEYS[1]}\n\n# before\n{KEYS[0]}\n")

    assert read_keys({}, file) == parse_keys(f"{KEYS[1]},{KEYS[0]}", "the test")


def test_the_environment_goes_before_the_file(tmp_path):
    assert read_keys({"POWERSTRIP_KEY": KEYS[0]}, tmp_path / "absent") == parse_keys(KEYS[0], "the test")


def test_a_weak_key_among_others_is_named_by_its_number():
    with pytest.raises(KeyRefused, match=r"^key 2 of POWERSTRIP_KEY is refused because it is one byte over and over,"):
        read_keys({"POWERSTRIP_KEY": f"{KEYS[0]} {'00' * 32}"}, None)


def test_the_same_key_twice_is_refused():
    with pytest.raises(KeyRefused, match="holds the same key twice"):
        parse_keys(f"{HEX} {HEX.upper()}", "the test")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666, 0o601])
def test_a_key_file_that_others_may_read_is_refused(tmp_path, mode):
    file = key_file(tmp_path, KEYS[0], mode)

    with pytest.raises(KeyRefused) as caught:
        read_keys({}, file)

    assert str(caught.value) == f"key file {str(file)!r} may be read by others, run: chmod 600 {file}"


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "holds no key"), (b"# nothing\n", "holds no key"), (b"\xff\xfe", "is not text")]
)
def test_a_key_file_without_a_key_is_refused(tmp_path, content, said):
    file = key_file(tmp_path, "")
    file.write_bytes(content)

    with pytest.raises(KeyRefused, match=said):
        read_keys({}, file)


def test_a_key_file_that_is_missing_is_refused(tmp_path):
    with pytest.raises(KeyRefused, match=r"absent' cannot be read: No such file or directory$"):
        read_keys({}, tmp_path / "absent")


def test_tokens_are_random_and_kept_as_digests():
    token = new_token()

    assert token.startswith("ps_")
    assert len(token) == 46
    assert token != new_token()
    assert token_digest("ps_x") == "3bf36e28a532fd9534e2c233e148f0d28fb3e159f598f6f8ce405d2fe7434a09"
