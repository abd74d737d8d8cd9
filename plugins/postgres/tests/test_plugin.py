import subprocess
import sys
from importlib.metadata import entry_points

from powerstrip_postgres import plugin
from powerstrip_sdk import NAME


def test_importing_the_plugin_does_not_import_the_driver():
    code = "import sys, powerstrip_postgres.plugin; sys.exit('asyncpg' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_entry_point_names_the_plugin():
    (found,) = entry_points(group=NAME, name="postgres")
    assert found.load() is plugin


def test_it_declares_one_connector_with_the_standard_tools_and_templates():
    (connector,) = plugin.powerstrip_connectors()
    tools = {tool.name for tool in plugin.powerstrip_tools()}
    templates = {template.name for template in plugin.powerstrip_templates()}
    assert connector.name == "postgres"
    assert {"execute_query", "list_tables", "describe_table"} <= tools
    assert {"select_query", "sample_rows"} <= templates
    assert {tool.name for tool in plugin.powerstrip_tools() if not tool.read_only} == {"execute_statements"}
    assert all(tool.connector == "postgres" for tool in plugin.powerstrip_tools())


def test_every_option_is_described():
    (connector,) = plugin.powerstrip_connectors()
    assert all(field.description for field in connector.config.model_fields.values())
