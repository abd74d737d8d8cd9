"""An operator's template of PostgreSQL through a real host."""

import json

import pytest

from powerstrip.testing import running_host

pytestmark = pytest.mark.anyio

NUMBERS = {
    "connector": "postgres",
    "description": "The first numbers.",
    "sql": "SELECT i, i::text AS name FROM generate_series(1, :count::int) i",
    "params": {"count": {"type": "integer"}},
}


@pytest.fixture
def configuration(postgres):
    login = {"username": postgres.username, "password": postgres.password}
    server = {"host": postgres.host, "port": postgres.port, "database": postgres.database}
    return {
        "limits": {"max_rows": 3},
        "sources": {"numbers": {"connector": "postgres", **server, **login}},
        "templates": {"cleared": NUMBERS, "guarded": {**NUMBERS, "sql": f"{NUMBERS['sql']} WHERE random() >= 0"}},
    }


async def test_past_the_cap_a_template_without_a_transaction_has_no_handle_and_every_other_has_one(configuration):
    async with running_host(configuration) as host:
        for name, keeps in (("cleared", False), ("guarded", True)):
            for count in (3, 4, 3, 4):
                result = await host.call(f"postgres_{name}", {"count": count})
                answer = json.loads(result.content[0].text)
                assert answer["columns"] == [{"name": "i", "type": "int4"}, {"name": "name", "type": "text"}]
                assert answer["rows"] == [[1, "1"], [2, "2"], [3, "3"]]
                assert answer["truncated"] is (count > 3)
                assert (answer["next"] is not None) is (keeps and count > 3)
