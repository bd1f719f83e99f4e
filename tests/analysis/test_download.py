"""A policy is fetched within bounds of time, size and place, and a server is believed in nothing."""

import socket
import threading
from contextlib import contextmanager
from ipaddress import ip_address

import pytest

from policy_corpus.analysis import download
from policy_corpus.errors import CorpusError

PAGE = b"<p>We lend sails.</p>"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


def whole(content: bytes = PAGE, head: bytes = HEAD) -> bytes:
    return head + b"Content-Length: %d\r\n\r\n" % len(content) + content


def redirect(to: str) -> bytes:
    return b"HTTP/1.1 302 Found\r\nLocation: " + to.encode() + b"\r\nContent-Length: 0\r\n\r\n"


@contextmanager
def served(*replies: bytes, drip: bool = False, told=lambda asked: None):
    """The address of a server on this machine that gives each who asks the next reply, and then closes.

    `told` is given what was asked.
    """
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            for reply in replies:
                try:
                    asking, _ = server.accept()
                except OSError:  # nobody asked any more
                    return
                with asking:
                    told(asking.recv(10_000))
                    asking.sendall(reply)
                    if drip:
                        ended.wait(10)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/policy"
        finally:
            ended.set()
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


def test_a_page_comes_with_its_kind_and_character_set():
    with served(whole()) as address:
        assert download.downloaded(address) == (PAGE, "html", "utf-8")


def test_a_redirect_within_the_users_own_address_is_followed():
    with served(redirect("/moved.html"), whole(head=HEAD.replace(b"text/html", b"text/plain"))) as address:
        assert download.downloaded(address) == (PAGE, "html", "utf-8")


@pytest.mark.parametrize(
    ("to", "asked"), [("/a b", b"/a%20b"), ("/ä", b"/%C3%A4"), ("/%C3%A4?b=%20&c#d", b"/%C3%A4?b=%20&c")]
)
def test_a_redirect_is_followed_as_browsers_do(to, asked):
    lines = []
    with served(redirect(to), whole(), told=lines.append) as address:
        assert download.downloaded(address)[0] == PAGE
    assert lines[1].split(b" HTTP")[0] == b"GET " + asked


OF_TWO = b"Content-Length: 1000\r\n\r\n" + PAGE
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
REFUSED = {
    "cut off": (whole()[:-1], r"ends after 20 of 21 bytes; try again, or save the page"),
    "cut off in chunks": (CHUNKED + b"15\r\n<p>We", "cannot be fetched .*IncompleteRead"),
    "of two lengths": (HEAD + b"Content-Length: 5\r\n" + OF_TWO, "says its length as 5, 1000, which is none"),
    "of a length in two": (HEAD + b"Content-Length: 1000, " + OF_TWO[16:], "its length as 1000, 1000"),
    "of no length": (HEAD + b"Content-Length: +1000\r\n\r\n" + PAGE, r"says its length as \+1000"),
    "a part": (whole(head=HEAD.replace(b"200 OK", b"206 Partial Content")), "comes in a part"),
    "packed in chunks": (CHUNKED.replace(b"chunked", b"gzip, chunked") + b"0\r\n\r\n", "or in a coding"),
    "a picture": (whole(head=HEAD.replace(b"text/html", b"image/png")), "holds image/png; give a policy in"),
    "a style sheet": (whole(head=HEAD.replace(b"text/html", b"text/css")), "holds text/css"),
    "packed": (whole(head=HEAD + b"Content-Encoding: gzip\r\n"), "comes in the coding gzip"),
    "an error": (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", r"cannot be fetched \(Not Found\)"),
    "no reply": (b"", "cannot be fetched"),
    "no status": (b"hello\r\n\r\n", "cannot be fetched"),
    "a long header": (HEAD + b"X: " + b"x" * 70_000 + b"\r\n\r\n", "cannot be fetched"),
    "many headers": (HEAD + b"X: x\r\n" * 200 + b"\r\n", "cannot be fetched"),
    "a bad chunk": (CHUNKED + b"zz\r\n", "cannot be fetched"),
    "to a file": (redirect("file:///etc/passwd"), "sends on to file:///etc/passwd, which is no web address"),
    "to ftp": (redirect("ftp://127.0.0.1/x"), "no web address"),
    "to itself": (redirect("http://[::1/"), "cannot be fetched"),
    "to this machine": (redirect("http://127.0.0.1:9/x"), r"sends on to 127\.0\.0\.1, which is no public address"),
    "to a name of this machine": (redirect("http://localhost:9/x"), "no public address; give that address itself"),
    "to the cloud's own": (redirect("http://169.254.169.254/x"), "no public address"),
    "to a private one": (redirect("https://10.0.0.1/x"), "no public address"),
    "to one in disguise": (redirect("http://[::ffff:127.0.0.1]:9/x"), "no public address"),
    "to this machine in code": (redirect("http://127.0.0.%31:9/x"), "no public address"),
    "to a name in code": (redirect("http://%6cocalhost:9/x"), "no public address"),
    "to a number": (redirect("http://2130706433:9/x"), "no public address"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_a_bad_reply_is_refused_with_the_mend(what):
    reply, said = REFUSED[what]
    with served(reply) as address, pytest.raises(CorpusError, match=said) as error:
        download.downloaded(address)
    assert str(error.value).startswith(f"{address}: ")


@pytest.mark.parametrize(
    ("number", "is_public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07::1", True),
        ("64:ff9b::5db8:d70e", True),
        *dict.fromkeys(
            (
                "64:ff9b::7f00:1",
                "64:ff9b:1::1",
                "fec0::1",
                "::127.0.0.1",
                "::ffff:0:127.0.0.1",
                "2002:7f00:1::",
            ),
            False,
        ).items(),
        *dict.fromkeys(("::ffff:10.0.0.1", "fe80::1", "ff02::1", "224.0.0.1", "100.64.0.1"), False).items(),
    ],
)
def test_a_number_of_the_network_is_public_or_not_by_what_it_leads_to(number, is_public):
    assert download._is_public(ip_address(number)) is is_public


def test_an_address_may_have_letters_of_any_language():
    lines = []
    with served(whole(), told=lines.append) as address:
        assert download.downloaded(f"{address}/ü b")[0] == PAGE
    assert lines[0].startswith(b"GET /policy/%C3%BC%20b ")


def test_where_a_public_name_leads_is_what_counts(monkeypatch):
    asked = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 9))]
    with served(redirect("http://pond.example:9/x")) as address:
        known = socket.getaddrinfo
        monkeypatch.setattr(
            socket,
            "getaddrinfo",
            lambda host, *a, **k: asked if "pond" in str(host) else known(host, *a, **k),
        )
        with pytest.raises(CorpusError, match=r"sends on to 127\.0\.0\.1, which is no public address"):
            download.downloaded(address)


def test_a_server_that_sends_on_and_on_is_left():
    said = "sends on more than 5 times"
    with served(*[redirect("/again")] * 6) as address, pytest.raises(CorpusError, match=said):
        download.downloaded(address)


@pytest.mark.parametrize("begins", [b"", HEAD, whole()[:-1]])
def test_a_drip_is_ended_by_one_limit_for_the_whole(begins, monkeypatch):
    monkeypatch.setattr(download, "SECONDS", 0.2)
    said = r"takes more than 0\.2 seconds to fetch"
    with served(begins, drip=True) as address, pytest.raises(CorpusError, match=said):
        download.downloaded(address)


def test_more_than_a_policy_is_not_read(monkeypatch):
    monkeypatch.setattr(download, "LARGEST", 10)
    with served(whole()) as address:
        assert download.downloaded(address)[0] == PAGE[:11]


@pytest.mark.parametrize(
    "address",
    ["http://", "http://[", "http://a b/", "http://pond.example:x/", "http://a..b/", "http://\x00/"],
)
def test_a_bad_address_is_named(address):
    with pytest.raises(CorpusError, match="cannot be fetched"):
        download.downloaded(address)
