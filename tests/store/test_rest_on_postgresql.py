"""The host's own tests of what it keeps, once more, with a database of PostgreSQL in place of the file of SQLite."""

import pytest
import rest
import test_rest
import test_rest_audit
import test_rest_host
import test_rest_matrix
import test_rest_tokens
import test_shared_store

MODULES = (test_rest, test_rest_audit, test_rest_host, test_rest_matrix, test_rest_tokens, test_shared_store)
#: What needs no store, is slow, and would show the same again.
WITHOUT_STORE = (
    test_rest_host.test_who_speaks_only_mcp_does_not_wait_for_the_import_and_nobody_else_is_held_up_by_it,
    test_rest_host.test_the_command_reloads_a_running_host_and_tells_what_came_of_it,
    test_rest_host.test_a_reload_of_a_host_that_does_not_answer_is_unreachable,
    test_rest_matrix.test_every_route_of_the_table_is_in_the_matrix,
    test_rest_matrix.test_no_path_and_method_answers_who_is_not_known,
)

pytestmark = pytest.mark.anyio
looks_often = test_shared_store.looks_often
TESTS = [
    (name, test)
    for module in MODULES
    for name, test in vars(module).items()
    if name.startswith("test_") and test not in WITHOUT_STORE
]
globals().update(TESTS)


def test_no_test_of_one_module_hides_one_of_another():
    assert len({name for name, _ in TESTS}) == len(TESTS) >= 50


@pytest.fixture
def backend():
    return "postgresql"


@pytest.fixture
def state(place):
    """Where a store can be that outlives its host."""
    return place


@pytest.fixture(autouse=True)
def kept_in_postgresql(state, monkeypatch):
    """Let every host that is told nothing else keep what it keeps in the database of the test."""
    monkeypatch.setattr(rest, "STATE", state)
