"""A secret is never read; a mask that comes back keeps it, and stands for no other."""

import json
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field, Secret, SecretBytes, SecretStr, create_model

from powerstrip.secrets import MASK, MaskRefused, mask, unmask
from powerstrip_sdk import SourceConfig


class Password(BaseModel):
    kind: Literal["password"]
    username: str
    password: SecretStr


class Certificate(BaseModel):
    kind: Literal["certificate"]
    file: str
    passphrase: SecretStr | None = None


class Replica(BaseModel):
    host: str
    password: SecretStr


class Everything(SourceConfig):
    host: str
    password: SecretStr
    token: SecretBytes | None = None
    code: Secret[int] | None = None
    login: Annotated[Password | Certificate, Field(discriminator="kind")] | None = None
    replicas: list[Replica] = Field([])
    headers: dict[str, SecretStr] = Field({})
    keys: tuple[SecretStr, ...] = ()
    renamed: SecretStr | None = Field(None, alias="api-key")
    labels: dict[str, str] = Field({})
    numbers: list[int] = Field([])


DOCUMENT = {
    "host": "db.internal",
    "password": "one",
    "token": "two",
    "code": 3,
    "login": {"kind": "password", "username": "reader", "password": "four"},
    "replicas": [{"host": "a", "password": "five"}, {"host": "b", "password": "six"}],
    "headers": {"x-key": "seven"},
    "keys": ["eight", "nine"],
    "api-key": "ten",
    "labels": {"team": "shop"},
    "numbers": [1],
    "additional_params": {"application_name": "x"},
}
MASKED = {
    "host": "db.internal",
    "password": MASK,
    "token": MASK,
    "code": MASK,
    "login": {"kind": "password", "username": "reader", "password": MASK},
    "replicas": [{"host": "a", "password": MASK}, {"host": "b", "password": MASK}],
    "headers": {"x-key": MASK},
    "keys": [MASK, MASK],
    "api-key": MASK,
    "labels": {"team": "shop"},
    "numbers": [1],
    "additional_params": {"application_name": "x"},
}


def test_every_kind_of_secret_field_is_masked_and_nothing_else():
    Everything.model_validate(DOCUMENT)

    assert mask(Everything, DOCUMENT) == MASKED


def test_writing_the_masks_back_keeps_every_secret():
    assert unmask(Everything, MASKED, DOCUMENT) == DOCUMENT


def test_changes_beside_a_mask_are_kept():
    written = {**MASKED, "host": "other", "headers": {"x-key": MASK, "x-new": "new"}, "password": "changed"}

    assert unmask(Everything, written, DOCUMENT) == {
        **DOCUMENT,
        "host": "other",
        "headers": {"x-key": "seven", "x-new": "new"},
        "password": "changed",
    }


def test_what_is_left_out_or_null_is_gone():
    assert unmask(Everything, {"host": "h", "password": MASK, "token": None}, DOCUMENT) == {
        "host": "h",
        "password": "one",
        "token": None,
    }


def test_a_reference_is_no_secret_and_is_not_kept_by_a_mask():
    document = {"host": "h", "password": {"env": "SHOP_PASSWORD"}}

    assert mask(Everything, document) == document
    assert unmask(Everything, document, {"password": "one"}) == document
    with pytest.raises(MaskRefused):
        unmask(Everything, {"password": MASK}, document)


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ({"password": MASK, "code": MASK}, ("code",)),
        ({"headers": {"x-other": MASK}}, ("headers", "x-other")),
        ({"login": {"kind": "password", "password": MASK}}, ("login", "password")),
        ({"replicas": [{"host": "c", "password": MASK}]}, ("replicas", 0, "password")),
        ({"keys": [MASK]}, ("keys", 0)),
    ],
)
def test_a_mask_where_nothing_is_kept_is_refused(written, path):
    kept = {"password": "one", "headers": {"x-key": "seven"}, "keys": ["a", "b"], "replicas": DOCUMENT["replicas"]}

    with pytest.raises(MaskRefused) as caught:
        unmask(Everything, written, kept)

    assert caught.value.path == path
    assert str(caught.value) == (
        f"{'.'.join(map(str, path))!r} is a mask, and no secret is kept that it can stand for, write the secret itself"
    )


def test_a_secret_follows_its_element_when_others_go_or_move():
    a, b = MASKED["replicas"]
    new = {"host": "c", "password": "new"}

    def passwords(replicas):
        return [each["password"] for each in unmask(Everything, {"replicas": replicas}, DOCUMENT)["replicas"]]

    assert passwords([b]) == ["six"]
    assert passwords([b, a]) == ["six", "five"]
    assert passwords([new, a, b]) == ["new", "five", "six"]


def test_a_secret_does_not_slip_into_an_element_that_became_another():
    with pytest.raises(MaskRefused):
        unmask(Everything, {"replicas": [{"host": "evil", "password": MASK}, MASKED["replicas"][1]]}, DOCUMENT)


def test_two_elements_that_look_the_same_are_told_apart_by_their_place_or_not_at_all():
    kept = {"replicas": [{"host": "a", "password": "one"}, {"host": "a", "password": "two"}]}
    shown = mask(Everything, kept)

    assert unmask(Everything, shown, kept) == kept
    with pytest.raises(MaskRefused):
        unmask(Everything, {"replicas": shown["replicas"][:1]}, kept)


def test_without_a_model_everything_is_masked():
    document = {"host": "h", "nested": {"a": [1, "b"]}, "none": None}

    assert mask(None, document) == {"host": MASK, "nested": MASK, "none": None}
    assert unmask(None, mask(None, document), document) == document


def test_what_the_model_does_not_know_is_masked():
    assert mask(Everything, {"host": "h", "pasword": "hunter2"}) == {"host": "h", "pasword": MASK}


def test_a_value_where_only_a_model_with_secrets_may_stand_is_masked():
    class Strict(SourceConfig):
        login: Password
        either: Password | str = ""

    document = {"login": "reader:hunter2", "either": "local"}

    assert mask(Strict, document) == {"login": MASK, "either": "local"}
    assert unmask(Strict, mask(Strict, document), document) == document


SECRETS = st.integers(0, 10**9).map(lambda number: f"canary-{number}-secret")
PLAIN = st.text(alphabet="abcdefgh", max_size=6)


def fields():
    """A type, and documents that may stand there."""
    leaf = st.sampled_from([(str, PLAIN), (int, st.integers()), (SecretStr, SECRETS), (SecretStr | None, SECRETS)])
    return st.recursive(leaf, containers, max_leaves=8)


def containers(inner):
    return st.one_of(
        inner.map(lambda each: (list[each[0]], st.lists(each[1], max_size=3))),
        inner.map(lambda each: (dict[str, each[0]], st.dictionaries(PLAIN, each[1], max_size=3))),
        inner.map(lambda each: (each[0] | None, st.none() | each[1])),
        st.lists(inner, min_size=1, max_size=3).map(models),
    )


def models(parts):
    definitions = {f"field{number}": (kind, ...) for number, (kind, _) in enumerate(parts)}
    documents = {f"field{number}": values for number, (_, values) in enumerate(parts)}
    return create_model("Model", **definitions), st.fixed_dictionaries(documents)


MODELS = st.lists(fields(), min_size=1, max_size=4).map(models)


@settings(deadline=None)
@given(MODELS, st.data())
def test_no_secret_of_any_model_is_shown_and_each_is_kept(pair, data):
    model, documents = pair
    document = data.draw(documents)
    model.model_validate(document)

    shown = mask(model, document)

    assert "canary" not in json.dumps(shown)
    assert unmask(model, shown, document) == document
    assert mask(model, shown) == shown


@settings(deadline=None)
@given(MODELS, st.data())
def test_no_mask_is_ever_stored(pair, data):
    model, documents = pair
    kept, other = data.draw(documents), data.draw(documents)

    try:
        stored = unmask(model, mask(model, other), kept)
    except MaskRefused:
        return

    assert MASK not in json.dumps(stored)


@settings(deadline=None)
@given(MODELS, st.data())
def test_only_secrets_are_masked(pair, data):
    model, documents = pair
    document = data.draw(documents)

    def compare(shown: Any, written: Any) -> None:
        if shown == MASK:
            assert str(written).startswith("canary")
        elif isinstance(written, dict):
            assert shown.keys() == written.keys()
            for key, value in written.items():
                compare(shown[key], value)
        elif isinstance(written, list):
            for one, other in zip(shown, written, strict=True):
                compare(one, other)
        else:
            assert shown == written

    compare(mask(model, document), document)
