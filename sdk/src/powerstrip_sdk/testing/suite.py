"""The whole suite."""

from powerstrip_sdk.testing.behaviour import BehaviourTests
from powerstrip_sdk.testing.declaration import DeclarationTests
from powerstrip_sdk.testing.descriptions import DescriptionTests
from powerstrip_sdk.testing.leaks import LeakTests
from powerstrip_sdk.testing.read_only import ReadOnlyTests
from powerstrip_sdk.testing.results import ResultTests
from powerstrip_sdk.testing.schemas import SchemaTests
from powerstrip_sdk.testing.secrecy import SecrecyTests
from powerstrip_sdk.testing.sharing import SharingTests
from powerstrip_sdk.testing.statements import StatementTests

__all__ = ["ConnectorSuite"]


class ConnectorSuite(
    DeclarationTests,
    DescriptionTests,
    SchemaTests,
    BehaviourTests,
    LeakTests,
    ResultTests,
    SecrecyTests,
    SharingTests,
    StatementTests,
    ReadOnlyTests,
):
    """What every connector must pass. Inherit it, say what is under test, and pytest finds the rest.

    Example::

        class TestSqlite(ConnectorSuite):
            plugin = powerstrip_sqlite.plugin
            connector = "sqlite"
            drivers = ("aiosqlite",)
            takes_credentials = False

            @pytest.fixture
            def config(self, tmp_path):
                return {"path": str(make_database(tmp_path))}

    A test that does not apply is overridden with a reason. A new version of the SDK may bring new tests.
    """
