"""Log lines are gathered while the loop is busy, and none is lost."""

import subprocess
import sys
from io import StringIO

import anyio
import orjson
import pytest

from powerstrip.log_lines import MOST, LogLines


class Stream(StringIO):
    """Remembers each write, and says when there was one."""

    def __init__(self):
        super().__init__()
        self.writes = []
        self.written = anyio.Event()

    def write(self, text):
        self.writes.append(text)
        self.written.set()
        return len(text)


@pytest.mark.anyio
async def test_lines_that_come_together_are_written_together():
    stream = Stream()
    lines = LogLines(stream)

    lines.write("one\n")
    lines.write("two\n")
    before = list(stream.writes)
    await stream.written.wait()

    assert (before, stream.writes) == ([], ["one\ntwo\n"])


@pytest.mark.anyio
async def test_what_is_flushed_is_written_at_once_after_what_waits():
    stream = Stream()
    lines = LogLines(stream)

    lines.write("one\n")
    lines.write("warning\n")
    lines.flush()

    assert stream.writes == ["one\nwarning\n"]


@pytest.mark.anyio
async def test_lines_that_take_much_memory_wait_for_nothing():
    stream = Stream()
    lines = LogLines(stream)

    lines.write("one\n")
    lines.write("x" * MOST)

    assert stream.writes == ["one\n" + "x" * MOST]


def test_without_a_loop_a_line_is_written_at_once():
    stream = Stream()

    LogLines(stream).write("one\n")

    assert stream.writes == ["one\n"]


@pytest.mark.parametrize("end", ["pass", "sys.exit(3)", "raise RuntimeError('unexpected')"])
def test_no_line_is_lost_when_the_process_ends(end):
    program = f"""
import sys, anyio, structlog
from powerstrip.logs import configure_logs
configure_logs(colours=False)
async def main():
    for number in range(3):
        structlog.get_logger("test").info("line", number=number, nothing=None)
    {end}
anyio.run(main)
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=False)

    lines = [orjson.loads(line) for line in ended.stderr.splitlines() if line.startswith("{")]
    assert [each["number"] for each in lines] == [0, 1, 2]
    assert {key for each in lines for key in each} == {"event", "level", "number", "timestamp"}


@pytest.mark.anyio
async def test_whoever_logs_goes_on_where_nothing_can_be_written():
    class Gone(Stream):
        def write(self, text):
            raise BrokenPipeError

    lines = LogLines(Gone())

    lines.write("one\n")
    lines.flush()
    lines.write("x" * (MOST + 1))
