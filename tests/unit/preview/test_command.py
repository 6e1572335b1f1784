"""The preview's options: its port."""

import argparse
import socket

import pytest

from course.common.errors import CourseError
from course.preview import command


def test_a_port_that_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind((command.HOST, 0))
        taken.listen()
        number = taken.getsockname()[1]
        with pytest.raises(CourseError, match=f"cannot use port {number} .*--port"):
            command.free_port(number)
    assert command.free_port(0) > 0


def test_what_is_a_port() -> None:
    assert command.parser().parse_args(["--port", "8000"]).port == 8000
    with pytest.raises(argparse.ArgumentTypeError, match="expected 0 to 65535"):
        command.port_number("65536")
