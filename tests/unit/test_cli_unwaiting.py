"""Standard error of a server: written in order where it is read, dropped and counted where it is not."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from contextlib import redirect_stderr

from skillgraph.cli.unwaiting import Unwaiting, unwaiting_stderr


def test_what_is_read_is_whole_and_in_order() -> None:
    reader, writer = os.pipe()
    stream = Unwaiting(writer)
    for number in range(500):
        print(f"line {number} é\ud800", file=stream)
    stream.finish()
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as pipe:
        assert pipe.read() == "".join(f"line {number} é\\ud800\n" for number in range(500))


def test_what_nobody_reads_is_dropped_and_counted() -> None:
    reader, writer = os.pipe()
    stream = Unwaiting(writer, most=10)
    began = time.monotonic()
    for _ in range(100):
        stream.write("x" * 65_536)
    assert time.monotonic() - began < 20
    assert 80 <= stream.dropped <= 90
    kept, seen = 100 - stream.dropped, b""
    while seen.count(b"x") < kept * 65_536:
        seen += os.read(reader, 65_536)
    stream.write("after\n")
    stream.finish()
    seen += os.read(reader, 65_536)
    assert b"after\n" in seen
    assert b"pieces of it are lost\n" in seen
    assert stream.dropped == 0
    os.close(reader)
    os.close(writer)


def test_the_end_waits_for_a_while_only() -> None:
    reader, writer = os.pipe()
    stream = Unwaiting(writer, most=2)
    for _ in range(5):
        stream.write("x" * 65_536)
    began = time.monotonic()
    stream.finish(0.05)
    assert time.monotonic() - began < 20
    assert stream._thread.is_alive()
    os.close(reader)  # which lets the thread go on
    stream.finish()
    os.close(writer)


def test_a_reader_that_has_gone_is_no_fault() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    stream = Unwaiting(writer)
    stream.write("x\n")
    stream.finish()
    os.close(writer)
    assert not stream._thread.is_alive()


ENDED = """
import os, signal, sys
from skillgraph.cli.unwaiting import unwaiting_stderr
with unwaiting_stderr():
    sys.stderr.write("the last words\\n" * 100)
    signal.raise_signal(signal.SIGTERM)
"""


def test_the_last_words_are_written_before_a_signal_ends_the_server() -> None:
    done = subprocess.run([sys.executable, "-c", ENDED], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (-signal.SIGTERM, "the last words\n" * 100)


def test_a_stream_without_a_descriptor_stays() -> None:
    text = io.StringIO()
    with redirect_stderr(text), unwaiting_stderr():
        sys.stderr.write("here\n")
    assert text.getvalue() == "here\n"
