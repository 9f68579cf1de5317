"""The network itself: what its lines do to bytes, shown with a server that sends everything back."""

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread

import pytest

from tests.networks.network import Network


def _echo(listener: socket.socket) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        Thread(target=_answer, args=(connection,), daemon=True).start()


def _answer(connection: socket.socket) -> None:
    with connection, suppress(OSError):
        while data := connection.recv(65_536):
            connection.sendall(data)


@pytest.fixture
def echo() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        Thread(target=_echo, args=(listener,), daemon=True).start()
        yield int(listener.getsockname()[1])
        listener.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def network(echo: int) -> Iterator[Network]:
    with Network(echo) as network:
        yield network


def line(network: Network) -> socket.socket:
    return socket.create_connection(("127.0.0.1", network.port), timeout=5)


def heard(connection: socket.socket, size: int) -> bytes:
    got = b""
    while len(got) < size and (more := connection.recv(size - len(got))):
        got += more
    return got


def hears_nothing(connection: socket.socket) -> bool:
    connection.settimeout(0.2)
    try:
        return connection.recv(1) is None
    except TimeoutError:
        return True
    finally:
        connection.settimeout(5)


def is_reset(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True


def test_everything_passes_unchanged(network: Network) -> None:
    sent = bytes(range(256)) * 4_096
    with line(network) as connection:
        Thread(target=connection.sendall, args=(sent,)).start()

        assert heard(connection, len(sent)) == sent


def test_what_is_delayed_comes_late_and_in_order(network: Network) -> None:
    network.delay(0.15, jitter_s=0.05)
    with line(network) as connection:
        began = time.monotonic()
        for number in range(20):
            connection.sendall(b"%02d" % number)

        assert heard(connection, 40) == b"".join(b"%02d" % number for number in range(20))
        assert 0.3 <= time.monotonic() - began < 2


def test_a_stalled_line_keeps_what_it_was_given(network: Network) -> None:
    with line(network) as connection:
        network.stall()
        connection.sendall(b"words")
        assert hears_nothing(connection)

        network.flow()

        assert heard(connection, 5) == b"words"


def test_what_a_server_says_is_withheld_until_it_flows_or_is_lost(network: Network) -> None:
    with line(network) as connection, line(network) as lost:
        network.withhold()
        connection.sendall(b"words")
        while network.withheld() != b"words":
            time.sleep(0.001)
        assert hears_nothing(connection)

        network.flow()
        assert heard(connection, 5) == b"words"
        network.withhold()
        lost.sendall(b"more")
        network.cut()

        assert is_reset(lost)
    assert network.withheld() == b""


def test_only_lines_that_say_certain_words_get_no_answer(network: Network) -> None:
    with line(network) as one, line(network) as other:
        network.withhold_answers_to(b"COMMIT")
        one.sendall(b"COMMIT")
        other.sendall(b"SELECT")

        assert heard(other, 6) == b"SELECT"
        assert hears_nothing(one)
        network.flow()
        assert heard(one, 6) == b"COMMIT"


def test_a_cut_line_is_reset_and_no_new_one_is_taken_until_it_is_mended(network: Network) -> None:
    with line(network) as connection:
        connection.sendall(b"a")
        assert heard(connection, 1) == b"a"

        network.cut()

        assert is_reset(connection)
        with line(network) as refused:
            assert is_reset(refused)
        network.mend()
        with line(network) as mended:
            mended.sendall(b"b")
            assert heard(mended, 1) == b"b"


def test_a_half_open_line_is_silent_for_ever_while_new_ones_work(network: Network) -> None:
    with line(network) as dead:
        dead.sendall(b"a")
        assert heard(dead, 1) == b"a"

        network.deaden()

        dead.sendall(b"b")
        assert hears_nothing(dead)
        with line(network) as new:
            new.sendall(b"c")
            assert heard(new, 1) == b"c"
        assert hears_nothing(dead)


def test_websockets_are_refused_and_other_requests_pass(network: Network) -> None:
    network.refuse_websockets()
    plain, upgrade = b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n"
    with line(network) as passed, line(network) as refused:
        passed.sendall(plain)
        refused.sendall(upgrade)

        assert heard(passed, len(plain)) == plain
        assert refused.recv(100).startswith(b"HTTP/1.1 403")


def test_a_line_goes_to_the_first_server_that_answers(echo: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        nobody = gone.getsockname()[1]
    with Network(nobody, echo) as network:
        for _ in range(3):
            with line(network) as connection:
                connection.sendall(b"a")
                assert heard(connection, 1) == b"a"
                assert network.reaches() == {echo}
        network.lead_to(nobody)
        with line(network) as connection:
            assert is_reset(connection)
