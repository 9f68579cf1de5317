"""Requests that take the short way: what is plain is read as the library reads it, everything else is left to it."""

import pytest

from tests.drafting.conftest import House
from tests.drafting.raw import handshake, status
from tests.server import Browser
from workspace.realtime.greeting import NotAWebsocket, accepting
from workspace.realtime.heads import plain_head

PLAIN = b"GET /texts/k3v9/document?since=1 HTTP/1.1\r\nHost: talks.example\r\nCookie:  a=b; c=d \r\nX-Empty:\r\n\r\n"


def test_a_plain_request_is_read_as_wsgi_has_it() -> None:
    assert plain_head(PLAIN + b"more") == (
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": "/texts/k3v9/document",
            "QUERY_STRING": "since=1",
            "HTTP_HOST": "talks.example",
            "HTTP_COOKIE": "a=b; c=d",
            "HTTP_X_EMPTY": "",
        },
        len(PLAIN),
    )


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        PLAIN[:-1],
        PLAIN.replace(b"GET", b"POST"),
        PLAIN.replace(b"HTTP/1.1", b"HTTP/1.0"),
        PLAIN.replace(b"/texts/k3v9", b"/texts/%6b"),
        PLAIN.replace(b"/texts", b"http://elsewhere.example/texts"),
        PLAIN.replace(b"Host:", b"Host :"),
        PLAIN.replace(b"Host", b"Ho_st"),
        PLAIN.replace(b"X-Empty:", b" folded"),
        PLAIN.replace(b"X-Empty:", b"X-Empty"),
        PLAIN.replace(b"X-Empty:", b": nameless"),
        PLAIN.replace(b"X-Empty:", b"X-Odd: a\rb"),
        PLAIN.replace(b"X-Empty:", b"Cookie: e=f"),
        PLAIN.replace(b"X-Empty:", b"Content-Length: 5"),
        PLAIN.replace(b"X-Empty:", b"Transfer-Encoding: chunked"),
        PLAIN.replace(b"X-Empty:", b"Expect: 100-continue"),
        PLAIN.replace(b"X-Empty:", b"X-Odd: \x00"),
        PLAIN.replace(b"X-Empty:", b"X-Odd: \xe9"),
        PLAIN.replace(b"\r\n", b"\n"),
    ],
)
def test_what_is_not_plain_takes_the_long_way(begun: bytes) -> None:
    assert plain_head(begun) is None


def test_the_answer_to_a_websocket_is_the_one_of_the_standard() -> None:
    # RFC 6455, section 1.3
    answer = accepting({"HTTP_SEC_WEBSOCKET_KEY": "dGhlIHNhbXBsZSBub25jZQ=="})

    assert b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" in answer
    for wrong in ("", "dGhl", "not base64 at all!"):
        with pytest.raises(NotAWebsocket):
            accepting({"HTTP_SEC_WEBSOCKET_KEY": wrong})


@pytest.mark.parametrize(
    "changed",
    [
        {"Sec-WebSocket-Version": "8"},
        {"Sec-WebSocket-Key": "short"},
        {"Upgrade": "h2c"},
        {"Connection": "keep-alive"},
    ],
)
def test_what_is_no_proper_websocket_is_refused_however_it_comes(house: House, changed: dict[str, str]) -> None:
    kenya = Browser(house.server, house.kenya.email)
    proper = {"Origin": house.server.url} | kenya.cookies

    assert status(handshake(house.server, proper | changed)) == 400
    # A header of two lines is not plain: the library reads it.
    assert status(handshake(house.server, proper | {"X-Twice": "1\r\nX-Twice: 2"} | changed)) == 400
    assert status(handshake(house.server, proper | {"X-Twice": "1\r\nX-Twice: 2"})) == 101


def test_a_websocket_of_another_protocol_or_to_an_unknown_connection_is_refused(house: House) -> None:
    headers = {"Origin": house.server.url}
    for query in ("EIO=3&transport=websocket", "EIO=4&transport=polling", "EIO=4&transport=websocket&sid=unknown"):
        assert status(handshake(house.server, headers, path=f"/socket.io/?{query}")) == 400


def test_the_document_by_the_short_way_has_what_the_long_one_has(house: House) -> None:
    client = house.client(house.kenya)
    path = f"/texts/{house.text}/document"
    first = client.get(path)  # makes it

    short, long = client.get(path), client.get(path, headers={"X-Long": "é".encode().decode("latin-1")})

    assert short.json() == long.json() == first.json()
    assert {name.lower() for name in short.headers} == {name.lower() for name in long.headers}
    varying = {"date", "live-ticket"}
    assert all(short.headers[name] == long.headers[name] for name in short.headers if name.lower() not in varying)
    assert Browser(house.server).get(path, allow_redirects=False).status_code == 302
