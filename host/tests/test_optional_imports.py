"""Imports without what they would bring along."""

import sys
from importlib import import_module

import pytest

from powerstrip.optional_imports import without


def test_a_package_is_not_installed_inside_the_block_and_is_again_after_it(monkeypatch):
    monkeypatch.delitem(sys.modules, "this", raising=False)
    with without("this"), pytest.raises(ImportError):
        import_module("this")
    assert "this" not in sys.modules


def test_a_package_that_is_imported_already_stays_so():
    with without("sys"):
        import sys as again
    assert again is sys is sys.modules["sys"]
