"""The port at which a command serves a site."""

import argparse
import socket

import pytest

from course.common import ports
from course.common.errors import CourseError


def test_a_port_that_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind((ports.HOST, 0))
        taken.listen()
        number = taken.getsockname()[1]
        with pytest.raises(CourseError, match=f"cannot use port {number} .*--port"):
            ports.free_port(number)
    assert ports.free_port(0) > 0


def test_what_is_a_port() -> None:
    assert ports.port_number("8000") == 8000
    with pytest.raises(argparse.ArgumentTypeError, match="expected 0 to 65535"):
        ports.port_number("65536")
