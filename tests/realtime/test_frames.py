"""What comes in over a websocket, in any pieces: whole messages come out, and what no browser sends is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from workspace.realtime.frames import CLOSE, NOT_TEXT, PING, PROTOCOL, TEXT, TOO_LARGE, BadFrame, Frames, framed

LIMIT = 96 * 1024
FINAL, COMPRESSED, MASKED = 0x80, 0x40, 0x80


MASK = b"\x37\xfa\x21\x3d"  # that of RFC 6455, section 5.7


def sent(payload: bytes, first: int = FINAL | TEXT) -> bytes:
    """A frame as a browser sends it."""
    bare = framed(payload)
    head = bytes((first, bare[1] | MASKED)) + bare[2 : len(bare) - len(payload)]
    return head + MASK + bytes(byte ^ MASK[at % 4] for at, byte in enumerate(payload))


@given(some.lists(some.binary(max_size=70_000), max_size=4), some.lists(some.integers(1, 70_000), max_size=12))
def test_messages_come_out_whole_however_the_network_cuts_them(messages: list[bytes], cuts: list[int]) -> None:
    stream, frames, heard = b"".join(map(sent, messages)), Frames(LIMIT), []
    for size in [*cuts, len(stream)]:
        heard += list(frames.read(stream[:size]))
        stream = stream[size:]

    assert heard == [(TEXT, message) for message in messages]


def test_a_message_may_come_in_several_frames_with_a_ping_between() -> None:
    stream = sent(b"Each ", TEXT) + sent(b"?", FINAL | PING) + sent(b"Party ", 0) + sent(b"shall", FINAL)

    assert list(Frames(LIMIT).read(stream)) == [(PING, b"?"), (TEXT, b"Each Party shall")]


@pytest.mark.parametrize(
    ("stream", "code"),
    [
        (sent(b"x", FINAL | COMPRESSED | TEXT), PROTOCOL),
        (framed(b"a server's frame, without a mask"), PROTOCOL),
        (sent(b"x", FINAL | 0x2), NOT_TEXT),
        (sent(b"the rest of nothing", FINAL), PROTOCOL),
        (sent(b"x", TEXT) + sent(b"another one begins", FINAL | TEXT), PROTOCOL),
        (sent(b"x" * 126, FINAL | PING), PROTOCOL),
        (sent(b"x", CLOSE), PROTOCOL),
        (sent(b"", TEXT) + sent(b"", 0) * 65, PROTOCOL),
        (sent(b"x" * (LIMIT + 1)), TOO_LARGE),
        (sent(b"x" * LIMIT, TEXT) + sent(b"x", FINAL), TOO_LARGE),
    ],
)
def test_what_no_browser_sends_is_refused(stream: bytes, code: int) -> None:
    with pytest.raises(BadFrame) as refused:
        list(Frames(LIMIT).read(stream))
    assert refused.value.code == code


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 128, 65_535, 65_536])
def test_a_piece_that_looks_like_one_whole_frame_is_read_as_what_it_is(size: int) -> None:
    payload = b"x" * size
    longest = bytes((FINAL | TEXT, MASKED | 127)) + size.to_bytes(8) + MASK
    longest += bytes(byte ^ MASK[at % 4] for at, byte in enumerate(payload))

    assert list(Frames(LIMIT).read(sent(payload))) == [(TEXT, payload)]
    frames = Frames(LIMIT)
    for cut in (133, len(longest)):  # 133: what a frame of 127 bytes would take, were that its size and not its sign
        heard = [*frames.read(longest[:cut]), *frames.read(longest[cut:])]
        assert heard == [(TEXT, payload)]


def test_a_frame_that_says_it_is_too_large_is_refused_before_it_comes() -> None:
    with pytest.raises(BadFrame):
        list(Frames(LIMIT).read(sent(b"x" * (LIMIT + 1))[:14]))


def test_the_largest_message_is_taken() -> None:
    assert list(Frames(LIMIT).read(sent(b"x" * LIMIT))) == [(TEXT, b"x" * LIMIT)]
