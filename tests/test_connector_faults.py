"""Connectors with one fault each, and the test of the acceptance suite that is there to find it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "bad_plugins" / "connectors"
#: By module of `bad_connectors.declared` and `bad_connectors.behaving`.
FAULTS = {
    "blocks_the_loop": "test_the_event_loop_is_never_blocked",
    "breaks_when_nothing_is_cancelled": "test_cancel_without_a_call_does_nothing",
    "cannot_be_closed_twice": "test_connects_checks_and_closes",
    "cannot_let_go_of_a_silent_server": "test_a_silent_server_holds_nobody",
    "changes_a_schema": "test_the_schemas_are_those_that_were_accepted",
    "changes_each_time": "test_declaring_again_gives_the_same",
    "connects_at_import": "test_nothing_is_opened_by_declaring",
    "declares_a_connector_twice": "test_the_connector_is_declared",
    "declares_no_record": "test_hooks_return_records",
    "describes_a_tool_by_its_name": "test_descriptions_help_a_model",
    "describes_a_tool_later": "test_descriptions_help_a_model",
    "describes_no_option": "test_options_are_described",
    "describes_no_parameter": "test_tools_and_parameters_are_described",
    "describes_two_tools_alike": "test_no_two_descriptions_are_the_same",
    "does_not_cancel": "test_cancel_ends_the_running_call",
    "does_not_reset": "test_a_reset_connection_answers_like_a_fresh_one",
    "fails_when_left_at_the_end": "test_a_cut_result_is_told_to_be_one",
    "fills_the_memory": "test_a_hundred_connections_leave_nothing",
    "forgets_the_time_zone": "test_unusual_values_arrive_exactly",
    "gives_large_batches": "test_rows_come_in_bounded_batches",
    "guesses_at_binary": "test_unusual_values_arrive_exactly",
    "has_a_union_at_the_root": "test_schemas_are_portable",
    "hides_characters": "test_names_and_descriptions_hide_nothing",
    "imports_its_driver": "test_drivers_are_imported_late",
    "imports_the_world": "test_importing_is_light",
    "is_dirty_after_cancellation": "test_a_cancelled_call_leaves_nothing_behind",
    "is_dirty_when_left_early": "test_leaving_early_ends_the_statement",
    "is_no_entry_point": "test_the_entry_point_leads_to_the_plugin",
    "is_not_graded": "test_its_credential_is_graded",
    "keeps_a_secret_as_text": "test_secrets_are_secret_types",
    "leaks_a_descriptor": "test_a_hundred_connections_leave_nothing",
    "leaves_a_socket_when_cancelled": "test_a_cancelled_connect_leaves_nothing",
    "leaves_a_socket_when_refused": "test_a_failed_connect_leaves_nothing",
    "leaves_a_task": "test_a_hundred_connections_leave_nothing",
    "leaves_a_thread": "test_a_hundred_connections_leave_nothing",
    "lets_the_drivers_error_through": "test_an_unreachable_server_is_told_as_such",
    "logs_its_secret": "test_secrets_are_told_nowhere",
    "loses_the_last_row": "test_a_long_result_is_complete",
    "makes_empty_text_null": "test_unusual_values_arrive_exactly",
    "misspells_a_hook": "test_only_known_hooks_are_implemented",
    "mixes_connections": "test_connections_do_not_mix",
    "opens_a_second_connection": "test_every_tool_works_on_one_connection",
    "orders_its_hooks": "test_hooks_are_plain_functions",
    "prints_its_secret": "test_secrets_are_told_nowhere",
    "reads_everything_first": "test_rows_are_not_read_ahead",
    "refers_in_a_schema": "test_schemas_are_portable",
    "returns_no_object": "test_schemas_are_plain_objects",
    "rounds_decimals": "test_unusual_values_arrive_exactly",
    "rounds_huge_integers": "test_unusual_values_arrive_exactly",
    "shows_its_secret": "test_secrets_are_masked",
    "shows_its_secret_in_a_connection": "test_secrets_are_told_nowhere",
    "sorts_no_tables": "test_the_catalog_can_be_narrowed",
    "speaks_in_capitals": "test_a_call_that_fails_says_why",
    "starts_a_thread_when_declaring": "test_nothing_is_opened_by_declaring",
    "stays_busy_after_an_error": "test_a_call_that_fails_says_why",
    "swallows_cancellation": "test_a_cancelled_call_leaves_nothing_behind",
    "takes_a_name_of_the_host": "test_names_are_unique",
    "takes_a_tuple": "test_schemas_are_portable",
    "takes_an_odd_format": "test_schemas_are_portable",
    "takes_one_of_two_objects": "test_schemas_are_portable",
    "tells_a_wrong_statement_as_absent": "test_a_call_that_fails_says_why",
    "tells_its_secret_in_an_error": "test_secrets_are_told_nowhere",
    "tells_what_is_absent_as_unreachable": "test_what_does_not_exist_is_told_as_such",
    "tells_wrong_credentials_as_unreachable": "test_wrong_credentials_are_told_as_such",
    "tries_for_ever": "test_an_unreachable_server_is_told_as_such",
    "writes_as_an_api": "test_reading_changes_nothing",
    "writes_what_it_is_told_to": "test_writing_is_refused",
    "writes_when_attacked": "test_no_attack_changes_the_state",
}
HONEST = {"honest", "honest_api"}
#: These have no entry point.
NOT_INSTALLED = {"is_no_entry_point"}


@pytest.fixture(scope="module")
def suites(tmp_path_factory):
    """What the suite found of each connector: by module, the outcome and reason of each test."""
    site = tmp_path_factory.mktemp("site")
    installed = site / "bad_connectors-0.1.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: bad-connectors\nVersion: 0.1\n", encoding="utf-8")
    modules = [
        ".".join(file.relative_to(FOLDER).with_suffix("").parts) for file in FOLDER.glob("bad_connectors/**/*.py")
    ]
    points = [f"{_name(module)} = {module}" for module in sorted(modules) if _name(module) not in NOT_INSTALLED]
    (installed / "entry_points.txt").write_text("\n".join(["[powerstrip]", *points, ""]), encoding="utf-8")
    report = site / "report.json"
    finished = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-c", "pytest.ini", "-p", "no:cacheprovider", "-p", "anyio"),
            # What one faulty connector leaves behind is found when the next one is tested.
            *("-p", "no:unraisableexception"),
            *("-p", "powerstrip_sdk.testing.report", "--powerstrip-report", str(report), "suites.py"),
        ],
        cwd=FOLDER,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("POWERSTRIP")},
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTHONPATH": os.pathsep.join([str(site), str(FOLDER)]),
        },
        capture_output=True,
        encoding="utf-8",
        timeout=1500,
        check=False,
    )
    assert report.is_file(), finished.stdout + finished.stderr
    found = json.loads(report.read_text(encoding="utf-8"))["suites"]
    return {
        _name(each["plugin"]): {test["id"]: (test["outcome"], test["reason"]) for test in each["tests"]}
        for each in found
    }


def _name(module):
    return module.rpartition(".")[2]


def failures(tests):
    return {name: reason for name, (outcome, reason) in tests.items() if outcome == "failed"}


@pytest.mark.timeout(1800)
def test_every_bad_connector_is_in_the_table(suites):
    assert suites.keys() == FAULTS.keys() | HONEST


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_by_the_test_that_is_named_for_it_and_by_no_other(suites, name):
    found = failures(suites[name])

    assert list(found) == [FAULTS[name]], found


@pytest.mark.timeout(1800)
def test_the_honest_connectors_pass_every_test_that_is_there_for_a_fault(suites):
    passed = {name for suite in HONEST for name, (outcome, _reason) in suites[suite].items() if outcome == "passed"}

    assert [failures(suites[name]) for name in sorted(HONEST)] == [{}, {}]
    assert set(FAULTS.values()) - passed == set()
