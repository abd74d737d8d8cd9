"""Sources against their connectors: what a source gets, and the arithmetic that is refused."""

import pytest
from planning import mistakes, planned

VAULT = 'connector = "vault"\naddress = "there"\npassword = "hunter2"\n'


def sources(**options):
    """The text of a file with these sources and their further options."""
    return "".join(f"[sources.{name}]\n{VAULT}{text}\n" for name, text in options.items())


def test_a_source_has_the_defaults_of_all_sources(tmp_path):
    (source,) = planned(tmp_path, sources(prod="")).sources

    assert source.settings.model_dump() == {
        "connector": "vault",
        "read_only": True,
        "accept_grade_c": "",
        "writes": "confirm",
        "description": "",
        "pool": {"size": 5, "max_overflow": 10, "floor": 0, "idle_ttl": None},
        "limits": dict.fromkeys(source.settings.limits.model_dump()),
    }
    assert source.reason is None


def test_a_source_may_have_limits_of_its_own(tmp_path):
    general = "[limits]\nmax_rows = 50\ncall_timeout = 9\n"
    first, second = planned(
        tmp_path, general + sources(small="limits = { max_rows = 5, handle_rows = 0 }", plain="")
    ).sources

    assert (first.limits.max_rows, first.limits.handle_rows, first.limits.call_timeout) == (5, 0, 9)
    assert second.limits == planned(tmp_path, general).configuration.settings.limits


def test_a_connector_learns_the_limits_of_its_source(tmp_path):
    general = "[limits]\nmax_rows = 50\ncall_timeout = 9\n"
    found = planned(tmp_path, general + sources(small="limits = { max_rows = 5 }", plain="")).sources

    assert {each.name: (each.config.call_timeout, each.config.max_rows) for each in found} == {
        "small": (9.0, 5),
        "plain": (9.0, 50),
    }


def test_a_mistyped_limit_is_named_with_the_nearest_one(tmp_path):
    assert mistakes(tmp_path, sources(prod="limits = { maxrows = 5 }")) == [
        "sources.prod.limits.maxrows: unknown key, did you mean 'max_rows'?"
    ]


def test_an_unknown_option_is_compared_with_the_connectors_options_and_with_those_of_all_sources(tmp_path):
    assert mistakes(tmp_path, sources(prod='passwrd = "x"\ndescripton = "y"')) == [
        "sources.prod.passwrd: unknown key, did you mean 'password'?",
        "sources.prod.descripton: unknown key, did you mean 'description'?",
    ]


def test_only_a_source_that_the_operator_opens_may_be_written(tmp_path):
    planned_sources = planned(tmp_path, sources(open="read_only = false", shut="read_only = true", plain="")).sources

    assert {each.name: each.config.may_write for each in planned_sources} == {
        "open": True,
        "shut": False,
        "plain": False,
    }


def test_what_is_only_read_needs_no_word_on_how_to_write(tmp_path):
    assert mistakes(tmp_path, sources(prod='writes = "allow"')) == [
        "sources.prod.writes: nothing can be written to the source unless read_only is false"
    ]


def test_a_source_names_its_connector(tmp_path):
    assert mistakes(tmp_path, '[sources.prod]\naddress = "there"\n') == ["sources.prod.connector: is required"]


def test_an_unknown_connector_names_the_known_ones_and_what_to_install(tmp_path):
    assert mistakes(tmp_path, '[sources.lake]\nconnector = "duckdb"\n') == [
        (
            "sources.lake.connector: connector 'duckdb' is unknown (known: mute, vault), "
            "install the plugin that declares it"
        )
    ]


def test_without_any_plugin_a_connector_is_unknown_too(tmp_path):
    assert mistakes(tmp_path, '[sources.lake]\nconnector = "duckdb"\n', plugins={}) == [
        (
            "sources.lake.connector: connector 'duckdb' is unknown (known: none is installed), "
            "install the plugin that declares it"
        )
    ]


def test_a_source_of_a_broken_plugin_is_planned_with_the_reason(tmp_path):
    plan = planned(tmp_path, sources(prod="") + '[sources.lost]\nconnector = "broken"\nwhatever = 1\n')

    assert [(each.name, each.connector and each.connector.name, each.reason) for each in plan.sources] == [
        ("prod", "vault", None),
        ("lost", None, "plugin 'broken' is refused: it implements no hook, is @hookimpl missing?"),
    ]


def test_a_source_of_a_disabled_plugin_is_planned_with_the_reason(tmp_path):
    plan = planned(tmp_path, '[plugins]\ndisabled = ["vault"]\n' + sources(prod=""))

    assert [each.reason for each in plan.sources] == ["plugin 'vault' is disabled: switched off in the configuration"]


def test_strict_makes_broken_plugins_and_their_sources_mistakes(tmp_path):
    text = sources(prod="") + '[sources.lost]\nconnector = "broken"\n'

    assert mistakes(tmp_path, text, strict=True) == [
        "plugin 'broken': refused: it implements no hook, is @hookimpl missing?",
        "source 'lost': plugin 'broken' is refused: it implements no hook, is @hookimpl missing?",
    ]


def test_a_written_pool_above_the_cap_of_a_source_is_a_mistake_with_the_numbers(tmp_path):
    assert mistakes(
        tmp_path, "[budget]\nper_source = 10\n" + sources(prod="pool = { size = 8, max_overflow = 3 }")
    ) == ["sources.prod.pool: size + max_overflow is 11, more than budget.per_source = 10"]


def test_an_unwritten_pool_fits_itself_to_the_cap(tmp_path):
    assert mistakes(tmp_path, "[budget]\nper_source = 2\n" + sources(prod="", other="pool = { idle_ttl = 9 }")) == []


def test_a_floor_above_the_sources_own_cap_is_a_mistake_with_the_numbers(tmp_path):
    assert mistakes(tmp_path, sources(prod="pool = { size = 1, max_overflow = 1, floor = 3 }")) == [
        "sources.prod.pool: floor is 3, more than the 2 connections that the source may have"
    ]


def test_floors_that_leave_too_little_for_a_source_are_a_mistake_with_the_numbers(tmp_path):
    text = "[budget]\ntotal = 10\n" + sources(
        greedy="pool = { size = 6, max_overflow = 0, floor = 6 }", poor="pool = { size = 5, max_overflow = 0 }"
    )

    assert mistakes(tmp_path, text) == [
        (
            "sources.poor.pool: the source may have 5 connections, but the floors of the others leave 4 of "
            "budget.total = 10"
        )
    ]


def test_a_total_below_what_the_sources_may_have_together_is_what_a_budget_is_for(tmp_path):
    assert mistakes(tmp_path, "[budget]\ntotal = 3\n" + sources(one="", two="")) == []


def test_the_shares_are_not_judged_by_a_budget_that_is_itself_a_mistake(tmp_path):
    assert mistakes(tmp_path, '[budget]\nper_source = "x"\n' + sources(prod="pool = { size = 100 }")) == [
        "budget.per_source: input should be a valid integer, unable to parse string as an integer"
    ]


@pytest.mark.parametrize("text", ["pool = { size = 0 }", "pool = { max_overflow = -1 }", "pool = { floor = -1 }"])
def test_a_pool_has_sizes_that_make_sense(tmp_path, text):
    (mistake,) = mistakes(tmp_path, sources(prod=text))

    assert mistake.startswith("sources.prod.pool.")
