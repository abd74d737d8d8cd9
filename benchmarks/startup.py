"""How long powerstrip takes to start, and what it weighs, beside the bare import of `mcp`.

Usage::

    python benchmarks/startup.py [--runs 5] [--json]

Starts `powerstrip serve` with 10 plugins, 10 SQLite and 10 PostgreSQL sources, and waits until it listens, for the
first answer to a tool call, and for the answer to `initialize`, which is the first that takes the SDK of MCP. What is
resident is read after the first call, after 4,000 calls over 16 connections, and after `initialize`. Plugins that are
missing to 10 are made in a temporary folder. The PostgreSQL servers need not exist: nothing is connected to before it
is used.
"""

import argparse
import http.client
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from compared.plugins import write_plugins

CONNECTIONS = 16
CALLS = 250
META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": {"name": "benchmark", "version": "1.0"},
    "io.modelcontextprotocol/clientCapabilities": {},
}
CALL = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {
        "name": "sqlite_execute_query",
        "arguments": {"source": "lite0", "query": "SELECT 1"},
        "_meta": META,
    },
}
CALL_HEADERS = {
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": "tools/call",
    "mcp-name": "sqlite_execute_query",
}
INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-11-25",
        "capabilities": {},
        "clientInfo": {"name": "benchmark", "version": "1.0"},
    },
}


def timed(command):
    """Return seconds, seconds of the processor, and the most megabytes that were resident."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def write_configuration(folder):
    database = Path(folder) / "small.db"
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE t (a INTEGER)")
    connection.close()
    lines = [f'[host]\ndata_dir = "{folder}"']
    for number in range(10):
        lines.append(f'[sources.lite{number}]\nconnector = "sqlite"\npath = "{database}"')
        lines.append(f'[sources.pg{number}]\nconnector = "postgres"\nhost = "127.0.0.1"\nport = 1')
        lines.append('database = "d"\nusername = "u"')
    file = Path(folder) / "powerstrip.toml"
    file.write_text("\n".join(lines), "utf-8")
    return file


def post(connection, message, headers=None):
    """Send a message and return the answer, in whichever form it comes."""
    own = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
    connection.request("POST", "/mcp", json.dumps(message), {**own, **(headers or {})})
    body = connection.getresponse().read().decode()
    data = [line.removeprefix("data: ") for line in body.splitlines() if line.startswith("data: {")]
    return json.loads(data[-1] if data else body)


def call_tool(connection):
    answer = post(connection, CALL, CALL_HEADERS)
    assert answer["result"]["isError"] is False, answer


def wait_for(port, started):
    """Return a connection to the host, as soon as it listens."""
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            connection.close()
            if time.perf_counter() - started > 30:
                raise
            time.sleep(0.005)
            continue
        return connection


def load(port):
    def run(_number):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for _ in range(CALLS):
            call_tool(connection)
        connection.close()

    with ThreadPoolExecutor(CONNECTIONS) as threads:
        list(threads.map(run, range(CONNECTIONS)))


def so_far(pid, started):
    """Return seconds, seconds of the processor, and megabytes that are resident."""
    seconds = time.perf_counter() - started
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    resident = int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024
    ticks = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[11:13]
    return seconds, sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK"), resident


def serve_once(file, port, plugins):
    """Return seconds until things happen, of the clock and of the processor, and megabytes that are resident then."""
    command = [sys.executable, "-m", "powerstrip", "serve", "--config", str(file), "--bind", f"127.0.0.1:{port}"]
    started = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(plugins)}
    ) as process:
        try:
            connection = wait_for(port, started)
            row = {"serve, listens": so_far(process.pid, started)}
            call_tool(connection)
            connection.close()
            row["serve, first call answered"] = so_far(process.pid, started)
            load(port)
            row["serve, under load"] = (None, None, so_far(process.pid, started)[2])
            asked, before = time.perf_counter(), so_far(process.pid, started)
            assert "result" in post(connection, INITIALIZE)
            seconds, processor, resident = so_far(process.pid, asked)
            row["first `initialize`"] = (seconds, processor - before[1], resident)
            return row
        finally:
            process.terminate()


def measure(runs):
    """Return medians by what was measured: seconds, seconds of the processor, megabytes."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        file, plugins = write_configuration(folder), Path(folder) / "plugins"
        write_plugins(plugins)
        for run in range(runs + 1):
            row = {
                "import mcp": timed([sys.executable, "-c", "import mcp"]),
                "powerstrip --help": timed([sys.executable, "-m", "powerstrip", "--help"]),
            }
            rows.append(row | serve_once(file, 18400 + run, plugins))
    del rows[0]  # the first run fills the file cache
    return {name: [middle(row[name][part] for row in rows) for part in range(3)] for name in rows[0]}


def middle(values):
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def beside(value, bare, form):
    return "" if value is None else f"{value:{form}} ({value / bare:.2f} x)"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    os.environ.pop("POWERSTRIP_CONFIG", None)
    median = measure(options.runs)
    if options.json:
        print(json.dumps(median))
        return
    bare = median["import mcp"]
    print("| what | seconds | of the processor | MB resident |\n| --- | --- | --- | --- |")
    for name, values in median.items():
        cells = map(beside, values, bare, (".2f", ".2f", ".0f"))
        print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
