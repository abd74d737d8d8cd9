"""How long powerstrip takes to start, and what it weighs, beside the bare import of `mcp`.

Usage::

    python benchmarks/startup.py [--runs 5] [--json]

Starts `powerstrip serve` with 10 SQLite and 10 PostgreSQL sources and waits for the first answer to a tool call. The
PostgreSQL servers need not exist: nothing is connected to before it is used.
"""

import argparse
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

CALL = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {
        "name": "sqlite_execute_query",
        "arguments": {"source": "lite0", "query": "SELECT 1"},
        "_meta": {
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": {},
        },
    },
}
HEADERS = {
    "content-type": "application/json",
    "accept": "application/json, text/event-stream",
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": "tools/call",
    "mcp-name": "sqlite_execute_query",
}


def timed(command):
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


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


def first_answer(url, started):
    request = urllib.request.Request(url, json.dumps(CALL).encode(), HEADERS)
    while True:
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                answer = json.load(response)
        except (urllib.error.URLError, ConnectionError):
            if time.perf_counter() - started > 30:
                raise
            time.sleep(0.005)
            continue
        assert answer["result"]["isError"] is False, answer
        return time.perf_counter() - started


def resident_megabytes(pid):
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def serve_once(file, port):
    started = time.perf_counter()
    command = [sys.executable, "-m", "powerstrip", "serve", "--config", str(file), "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            seconds = first_answer(f"http://127.0.0.1:{port}/mcp", started)
            return seconds, resident_megabytes(process.pid)
        finally:
            process.terminate()


def measure(runs):
    results = {"import mcp": [], "powerstrip --help": [], "serve, first answer": [], "resident": []}
    with tempfile.TemporaryDirectory() as folder:
        file = write_configuration(folder)
        for run in range(runs + 1):
            row = {
                "import mcp": timed([sys.executable, "-c", "import mcp"]),
                "powerstrip --help": timed([sys.executable, "-m", "powerstrip", "--help"]),
            }
            row["serve, first answer"], row["resident"] = serve_once(file, 18400 + run)
            if run:  # the first run fills the file cache
                for name, value in row.items():
                    results[name].append(value)
    return {name: statistics.median(values) for name, values in results.items()}


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
    print("| what | seconds | beside `import mcp` |\n| --- | --- | --- |")
    for name in ("import mcp", "powerstrip --help", "serve, first answer"):
        print(f"| {name} | {median[name]:.2f} | {median[name] / bare:.2f} x |")
    print(f"\nresident after the first answer: {median['resident']:.0f} MB")


if __name__ == "__main__":
    main()
