from pathlib import Path

import pytest
from pydantic import ValidationError

from powerstrip_sqlite import SqliteConfig


def test_a_relative_path_stays_relative_until_it_is_opened():
    assert SqliteConfig(path="data/shop.db").path == Path("data/shop.db")


@pytest.mark.parametrize("path", ["", ".", "/", "a\0b"])
def test_a_path_that_names_no_file_is_refused(path):
    with pytest.raises(ValidationError, match="path must"):
        SqliteConfig(path=path)


def test_a_driver_option_that_could_weaken_the_guard_is_refused_with_those_that_can_be_used():
    with pytest.raises(
        ValidationError, match="'uri' cannot be passed to the driver, only cached_statements and timeout"
    ):
        SqliteConfig(path="a.db", additional_params={"uri": False})


@pytest.mark.parametrize("value", ["1", -1, True, None])
def test_a_driver_option_of_a_wrong_type_is_refused(value):
    with pytest.raises(ValidationError, match="'timeout' must be a number that is not negative"):
        SqliteConfig(path="a.db", additional_params={"timeout": value})


def test_a_number_of_statements_is_whole():
    with pytest.raises(ValidationError, match="'cached_statements' must be a whole number"):
        SqliteConfig(path="a.db", additional_params={"cached_statements": 1.5})


def test_a_relative_path_is_relative_to_the_folder_of_the_file(tmp_path):
    beside = SqliteConfig.model_validate({"path": "shop.db"}, context={"folder": tmp_path})
    without_a_file = SqliteConfig.model_validate({"path": "shop.db"}, context={"folder": None})

    assert (beside.path, without_a_file.path) == (tmp_path / "shop.db", Path("shop.db"))
