"""What an operator writes, and what is said about every mistake in it."""

import pytest
from planning import PLUGINS, mistakes, planned

from powerstrip.configuration import load
from powerstrip.errors import ConfigurationError

SECRET = "hunter2-hunter2"
VAULT = f"""
[sources.prod]
connector = "vault"
address = "there"
password = "{SECRET}"
"""

TEN_MISTAKES = """
verbose = true

[host]
bind = "everywhere"

[budget]
totl = 5

[limits]
max_rows = 0

[views.Wrong]
sources = "prod"

[sources.prod]
connector = "vault"
adress = "there"
password = { env = "NOT_SET" }
read_only = "no"
pool = { size = 30, owerflow = 1 }

[sources.elsewhere]
connector = "valt"

[templates.report]
connector = "vault"
description = "A report."
sql = "SELECT :day"
"""


def test_every_mistake_of_a_file_is_reported_at_once(tmp_path):
    assert sorted(mistakes(tmp_path, TEN_MISTAKES)) == [
        "budget.totl: unknown key, did you mean 'total'?",
        "host.bind: string should match pattern '^.+:[0-9]{1,5}$'",
        "limits.max_rows: input should be greater than 0",
        ("sources.elsewhere.connector: connector 'valt' is unknown (known: mute, vault), did you mean 'vault'?"),
        "sources.prod.address: is required",
        "sources.prod.adress: unknown key, did you mean 'address'?",
        "sources.prod.password: environment variable 'NOT_SET' is not set",
        "sources.prod.pool.owerflow: unknown key, did you mean 'max_overflow'?",
        "sources.prod.read_only: input should be a valid boolean",
        "templates.report.params: the statement uses :day, which is not declared",
        "verbose: unknown key, known are: audit, budget, host, limits, plugins, sources, templates, tools, views",
        "views.Wrong.sources: must be an array, which in an environment variable is written as JSON",
    ]


def test_each_mistake_names_the_file_or_the_environment_variable(tmp_path):
    variables = {"POWERSTRIP_BUDGET__TOTAL": "many", "POWERSTRIP_SOURCES__PROD__PORT": "0"}

    with pytest.raises(ConfigurationError) as caught:
        planned(tmp_path, VAULT + "[limits]\nmax_rows = 0\n", variables)

    assert [(each.origin, each.path) for each in caught.value.problems] == [
        (str(tmp_path / "powerstrip.toml"), "limits.max_rows"),
        ("environment variable POWERSTRIP_BUDGET__TOTAL", "budget.total"),
        ("environment variable POWERSTRIP_SOURCES__PROD__PORT", "sources.prod.port"),
    ]


def test_a_file_that_is_no_toml_is_reported_with_its_line(tmp_path):
    assert mistakes(tmp_path, "[budget]\ntotal = = 5\n") == ["is not valid TOML: invalid value (at line 2, column 9)"]


def test_a_key_that_is_written_twice_is_reported_with_its_line(tmp_path):
    assert mistakes(tmp_path, "[budget]\ntotal = 5\ntotal = 6\n") == [
        "is not valid TOML: cannot overwrite a value (at line 3, column 10)"
    ]


def test_a_file_that_is_not_utf8_is_reported(tmp_path):
    file = tmp_path / "powerstrip.toml"
    file.write_bytes(b"# \xff\n")

    with pytest.raises(ConfigurationError, match=r"is not UTF-8$"):
        load(file, {})


def test_a_file_that_is_nested_without_end_is_reported(tmp_path):
    assert mistakes(tmp_path, f"a = {'[' * 10_000}") != []


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path):
    assert mistakes(tmp_path, "\ufeff[budget]\ntotal = 5\n") == []


def test_sections_that_are_no_tables_are_reported(tmp_path):
    assert mistakes(tmp_path, "budget = 5\nsources = 6\n[views]\nreports = 7\n[templates]\norders = 8\n") == [
        "budget: must be a table",
        "sources: must be a table",
        "views.reports: must be a table",
        "templates.orders: must be a table",
    ]


def test_a_file_that_is_named_and_missing_is_reported(tmp_path):
    with pytest.raises(ConfigurationError, match=r"absent\.toml: cannot be read: No such file or directory$"):
        load(tmp_path / "absent.toml", {})


def test_the_file_comes_from_the_argument_else_the_environment_else_the_folder(tmp_path, monkeypatch):
    for name, total in (("argument", 1), ("environment", 2), ("powerstrip", 3)):
        (tmp_path / f"{name}.toml").write_text(f"[budget]\ntotal = {total}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    variables = {"POWERSTRIP_CONFIG": str(tmp_path / "environment.toml")}

    found = [load(tmp_path / "argument.toml", variables), load(None, variables), load(None, {})]

    assert [each.settings.budget.total for each in found] == [1, 2, 3]


def test_without_a_file_everything_has_its_default(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    settings = load(None, {}).settings

    assert settings.host.address == ("127.0.0.1", 8321)
    assert (settings.budget.total, settings.budget.per_source, settings.budget.idle_ttl) == (500, 20, 300)
    assert (settings.limits.max_rows, settings.limits.max_bytes, settings.limits.call_timeout) == (1000, 1_000_000, 30)
    assert settings.sources == {}


def test_the_environment_overrides_the_file(tmp_path):
    variables = {
        "POWERSTRIP_BUDGET__TOTAL": "7",
        "POWERSTRIP_PLUGINS__DISABLED": '["mute"]',
        "POWERSTRIP_SOURCES__PROD__ADDRESS": "here",
        "POWERSTRIP_SOURCES__PROD__POOL": '{"size": 2}',
        "POWERSTRIP_SOURCES__PROD__LIMITS__MAX_ROWS": "3",
    }

    plan = planned(tmp_path, VAULT + "[budget]\ntotal = 5\n", variables)

    (source,) = plan.sources
    assert plan.configuration.settings.budget.total == 7
    assert plan.registry.plugins["mute"].status == "disabled"
    assert (source.config.address, source.settings.pool.size, source.limits.max_rows) == ("here", 2, 3)


def test_a_source_can_come_wholly_from_the_environment(tmp_path):
    variables = {
        "POWERSTRIP_SOURCES__CLOUD__CONNECTOR": "vault",
        "POWERSTRIP_SOURCES__CLOUD__ADDRESS": "cloud",
        "POWERSTRIP_SOURCES__CLOUD__PASSWORD": SECRET,
        "POWERSTRIP_SOURCES__CLOUD__PORT": "99",
        "POWERSTRIP_SOURCES__CLOUD__SCHEMA": "other",
    }

    (source,) = planned(tmp_path, "", variables).sources

    assert (source.name, source.connector.name) == ("cloud", "vault")
    assert source.config.model_dump() == {
        "additional_params": {},
        "address": "cloud",
        "port": 99,
        "password": source.config.password,
        "mode": "shut",
        "box": {"width": 1, "depth": 1},
        "schema_": "other",
    }
    assert source.config.password.get_secret_value() == SECRET


def test_a_variable_that_goes_on_below_a_value_is_a_mistake(tmp_path):
    assert mistakes(tmp_path, "[budget]\ntotal = 5\n", {"POWERSTRIP_BUDGET__TOTAL__MOST": "6"}) == [
        "environment variable POWERSTRIP_BUDGET__TOTAL__MOST: budget.total.most: 'total' is a value and has no keys"
    ]


def test_a_secret_may_be_a_reference_to_a_variable_or_a_file(tmp_path):
    (tmp_path / "password").write_text(f"{SECRET}\n", encoding="utf-8")
    text = VAULT.replace(f'"{SECRET}"', "REFERENCE")

    by_variable = planned(tmp_path, text.replace("REFERENCE", '{ env = "VAULT" }'), {"VAULT": SECRET})
    by_file = planned(tmp_path, text.replace("REFERENCE", f"{{ file = '{tmp_path / 'password'}' }}"))

    assert by_variable.sources[0].config.password.get_secret_value() == SECRET
    assert by_file.sources[0].config.password.get_secret_value() == SECRET


def test_a_reference_that_leads_nowhere_is_named(tmp_path):
    text = VAULT.replace(f'"{SECRET}"', f"{{ file = '{tmp_path / 'absent'}' }}").replace('"there"', '{ env = "WHERE" }')

    assert mistakes(tmp_path, text) == [
        "sources.prod.address: environment variable 'WHERE' is not set",
        f"sources.prod.password: file {str(tmp_path / 'absent')!r} cannot be read: No such file or directory",
    ]


@pytest.mark.parametrize(
    "change",
    [
        "port = 0",
        'mode = "ajar"',
        "box = {}",
        "surplus = 1",
        'read_only = "false"',
        'writes = "allow"',
        "pool = 3",
        f'additional_params = "{SECRET}"',
        f'port = "{SECRET}"',
        f'mode = "{SECRET}"',
        f'limits = {{ max_rows = "{SECRET}" }}',
        f'box = ["{SECRET}"]',
    ],
)
def test_no_message_repeats_a_value(tmp_path, change):
    found = mistakes(tmp_path, VAULT + change)

    assert len(found) >= 1
    assert SECRET not in "".join(found)


def test_nothing_that_holds_a_secret_shows_it(tmp_path):
    plan = planned(
        tmp_path,
        VAULT + f'additional_params = {{ token = "{SECRET}" }}\n',
        {"POWERSTRIP_SOURCES__OTHER__CONNECTOR": "broken", "POWERSTRIP_SOURCES__OTHER__PASSWORD": SECRET},
    )

    shown = [repr(each) for each in (plan, plan.configuration, plan.configuration.settings, *plan.sources)]
    assert SECRET not in "".join(shown)


@pytest.mark.parametrize("name", ["Prod", "1st", "a.b", "a b", "ä", "", "a" * 33])
def test_a_source_has_a_name_that_every_client_can_write(tmp_path, name):
    text = VAULT.replace("[sources.prod]", f'[sources."{name}"]')

    assert mistakes(tmp_path, text) == [
        f"sources.{name}: a name has 1 to 32 lower-case letters, digits, - and _, and starts with a letter"
    ]


@pytest.mark.parametrize("name", ["p", "prod-2_old", "a" * 32])
def test_a_good_name_of_a_source_is_taken(tmp_path, name):
    assert [each.name for each in planned(tmp_path, VAULT.replace("prod", name)).sources] == [name]


def test_the_port_of_the_address_exists(tmp_path):
    assert mistakes(tmp_path, '[host]\nbind = "127.0.0.1:65536"\n') == ["host.bind: the port is at most 65535"]


def test_with_only_one_source_the_mistakes_of_the_others_do_not_matter(tmp_path):
    other = """
[sources.other]
connector = "valt"
pool = { size = 0 }
[sources.third]
connector = "vault"
[templates.third_report]
source = "third"
description = "A report."
sql = "SELECT :day"
[templates.mute_report]
connector = "mute"
description = "A report."
sql = "SELECT 1"
"""

    plan = planned(tmp_path, VAULT + other, only="prod")

    assert [each.name for each in plan.sources] == ["prod"]
    assert plan.templates == ()


def test_with_only_one_source_its_own_mistakes_and_the_general_ones_matter(tmp_path):
    assert mistakes(tmp_path, VAULT + "port = 0\n[budget]\ntotal = 0\n", only="prod") == [
        "budget.total: input should be greater than 0",
        "sources.prod.port: input should be greater than or equal to 1",
    ]


def test_the_one_source_must_exist(tmp_path):
    assert mistakes(tmp_path, VAULT, only="prd") == ["--only: there is no source 'prd' (known: prod)"]


def test_nothing_is_a_mistake_about_a_file_with_everything_in_it(tmp_path):
    assert set(PLUGINS) == {"vault", "mute", "broken"}
    everything = """
[host]
bind = "127.0.0.1:0"
allowed_hosts = ["strip.internal"]
allowed_origins = ["https://strip.internal"]
[budget]
total = 40
per_source = 10
idle_ttl = 60
reserve = 2
queue = 100
queue_per_source = 20
[limits]
call_timeout = 10
connect_timeout = 2
close_timeout = 1
max_rows = 100
max_bytes = 10_000
handle_rows = 0
handle_bytes = 0
handle_ttl = 60
handle_quota = 5
handle_quota_bytes = 10_000_000
handle_total = 50
handle_total_bytes = 100_000_000
calls_per_minute = 60
burst = 10
tool_calls_per_minute = { vault_open = 6 }
[audit]
store = true
arguments = true
retention_days = 30
[tools]
exposure = "connector"
warn_tokens = 4000
[plugins]
disabled = ["mute"]
[views.reports]
sources = ["prod"]
tools = ["vault_*"]
"""
    options = """
description = "Everything."
read_only = false
writes = "allow"
port = 2
mode = "open"
box = { width = 3 }
schema = "main"
additional_params = { timeout = 5 }
pool = { size = 2, max_overflow = 1, floor = 1, idle_ttl = 5 }
limits = { max_rows = 5, call_timeout = 1, calls_per_minute = 0, burst = 1, tool_calls_per_minute = {} }
"""

    assert mistakes(tmp_path, everything + VAULT + options) == []


def test_a_weak_key_is_a_mistake_of_the_environment_and_is_not_repeated(tmp_path):
    with pytest.raises(ConfigurationError) as caught:
        planned(tmp_path, VAULT, {"POWERSTRIP_KEY": "changeme" * 5})

    assert [str(each) for each in caught.value.problems] == [
        "environment: the key of POWERSTRIP_KEY has 30 bytes instead of 32, make one with: powerstrip keys generate"
    ]


def test_a_key_file_that_others_may_read_is_a_mistake_of_the_file(tmp_path):
    keys = tmp_path / "powerstrip.key"
    keys.touch(mode=0o644)
    keys.chmod(0o644)

    assert mistakes(tmp_path, f'{VAULT}[host]\nkey_file = "{keys}"\n') == [
        f"host.key_file: key file {str(keys)!r} may be read by others, run: chmod 600 {keys}"
    ]
