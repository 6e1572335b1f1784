"""Where commands serve a site: on this machine only, at a port that is free."""

import argparse
import socket

from course.common.errors import CourseError

HOST = "127.0.0.1"
LARGEST_PORT = 65_535


def port_number(text: str) -> int:
    """A port, or 0 for any."""
    number = int(text)
    if not 0 <= number <= LARGEST_PORT:
        raise argparse.ArgumentTypeError(f"expected 0 to {LARGEST_PORT}")
    return number


def free_port(wanted: int) -> int:
    """The wanted port, or any for 0. Raises CourseError where it is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, wanted))
        except OSError as problem:
            raise CourseError(f"cannot use port {wanted} ({problem.strerror}); choose another with --port") from None
        return int(probe.getsockname()[1])
