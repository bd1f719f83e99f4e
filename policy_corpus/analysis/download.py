"""Takes a web address that a user gave; makes what stands there, within bounds of time, size and place.

A server is believed in nothing. One limit holds for the whole transfer, however slowly its bytes come; what ends before
its length, is of another type or longer than any policy is refused; and a server may send us on to public addresses
only, so that none reaches into the user's own network by way of us.
"""

import http.client
import queue
import re
import socket
import string
import threading
import urllib.request
from collections.abc import Callable
from functools import partial
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.error import HTTPError
from urllib.parse import quote, urljoin, urlsplit

from policy_corpus.analysis.readers.kinds import LARGEST, kind_declared
from policy_corpus.errors import CorpusError

SECONDS = 30  # for the whole of it, from the first look-up of a name to the last byte
MOST_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_UNICAST = ip_network("2000::/3")  # all public numbers of six are there …
_OF_OLD = ip_network("64:ff9b::/96")  # … but those of four that a network with only six has to translate
_MEND = "save the page and give its file"

Check = Callable[[str, int], None]  # of a number of the network and a port; CorpusError where it is refused
# What stands there, its kind, and the character set declared with it ("" for none).
Reply = tuple[bytes, str, str]


def downloaded(address: str) -> Reply:
    """What stands at a web address. CorpusError that says why it cannot be had.

    A thread of its own does it, which is left behind where it takes too long: a look-up of a name, a handshake and a
    header that drips know no limit that holds for all of them.
    """
    answers: queue.SimpleQueue = queue.SimpleQueue()
    threading.Thread(target=_answer, args=(address, answers), daemon=True).start()
    try:
        answer = answers.get(timeout=SECONDS)
    except queue.Empty:
        raise CorpusError(f"{address}: takes more than {SECONDS:g} seconds to fetch; {_MEND}") from None
    if isinstance(answer, CorpusError):
        raise answer
    if isinstance(answer, Exception):
        reason = getattr(answer, "reason", "") or answer
        raise CorpusError(f"{address}: cannot be fetched ({reason}); {_MEND}") from None
    return answer


def _answer(address: str, answers: queue.SimpleQueue) -> None:
    """Put what stands at an address into a queue, or the exception that says why it cannot be had."""
    try:
        answers.put(_followed(address))
    except Exception as error:  # whatever a server makes the library raise: it is told where it is waited for
        answers.put(error)


def _followed(address: str) -> Reply:
    """What stands at an address, or where it sends us on to."""
    own: set[tuple[str, int]] = set()  # where the user's own address leads, be it within their network
    at = quote(address, string.punctuation)
    for hop in range(1 + MOST_REDIRECTS):
        check = partial(_check_public, own=own, name=address) if hop else lambda *place: own.add(place)
        try:
            with _opener(check).open(
                urllib.request.Request(at, headers={"User-Agent": "policy-corpus"})
            ) as page:
                return _read(page, at, address)
        except HTTPError as error:
            to = error.headers.get("Location")
            if error.code not in _REDIRECTS or not to:
                raise
        at = urljoin(at, quote(to, string.punctuation, "latin-1"))  # a header's bytes are read as latin-1
        if urlsplit(at).scheme not in ("http", "https"):
            raise CorpusError(f"{address}: sends on to {at}, which is no web address; {_MEND}")
    raise CorpusError(f"{address}: sends on more than {MOST_REDIRECTS} times; {_MEND}")


def _read(page: http.client.HTTPResponse, at: str, name: str) -> Reply:
    """A reply's content, read to its end, with its kind and character set."""
    kind = kind_declared(page.headers.get_content_type(), urlsplit(at).path, name)
    coding = page.headers.get("Content-Encoding", "identity")
    if coding.lower() != "identity":
        raise CorpusError(f"{name}: comes in the coding {coding}, which was not asked for; {_MEND}")
    content, length = page.read(LARGEST + 1), _length(page, name)
    if len(content) < min(length, LARGEST + 1):
        raise CorpusError(f"{name}: ends after {len(content):,} of {length:,} bytes; try again, or {_MEND}")
    return content, kind, page.headers.get_content_charset("")


def _length(page: http.client.HTTPResponse, name: str) -> int:
    """How many bytes a reply says that it has at least; CorpusError where that cannot be told, or it is a part."""
    told = page.headers.get_all("Content-Length", [])
    coding = page.headers.get("Transfer-Encoding", "chunked")
    if page.status == http.HTTPStatus.PARTIAL_CONTENT or coding.strip().lower() != "chunked":
        raise CorpusError(f"{name}: comes in a part, or in a coding, that was not asked for; {_MEND}")
    if len(set(told)) > 1 or not all(re.fullmatch(r"\s*[0-9]{1,18}\s*", length) for length in told):
        raise CorpusError(f"{name}: says its length as {', '.join(told)}, which is none; {_MEND}")
    return int(told[0]) if told else 0


# ---------------------------------------------------------------- where it may lead


def _check_public(number: str, port: int, own: set[tuple[str, int]], name: str) -> None:
    """CorpusError where a number of the network is neither public nor where the user's own address leads."""
    if (number, port) not in own and not _is_public(ip_address(number.partition("%")[0])):
        raise CorpusError(
            f"{name}: sends on to {number}, which is no public address; give that address itself, if you trust it"
        )


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether a number of the network is one of the public internet, also of an old network within the new."""
    if address in _OF_OLD:
        address = IPv4Address(int(address) & 0xFFFF_FFFF)
    if address.version == 6 and (address not in _UNICAST or address.sixtofour or address.teredo):
        return False  # or a way to another number, public or not
    return address.is_global and not address.is_multicast


def _opener(check: Check) -> urllib.request.OpenerDirector:
    """What opens http and https, by the user's proxy where there is one, and follows no redirect by itself."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        _Checked(check),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


class _Checked(urllib.request.HTTPHandler, urllib.request.HTTPSHandler):
    """Opens http and https by way of checked connections."""

    def __init__(self, check: Check):
        super().__init__()
        self._check = check

    def http_open(self, asked: urllib.request.Request) -> http.client.HTTPResponse:
        """The reply to a request by http."""
        return self._opened(http.client.HTTPConnection, asked)

    def https_open(self, asked: urllib.request.Request) -> http.client.HTTPResponse:
        """The reply to a request by https."""
        return self._opened(http.client.HTTPSConnection, asked)

    def _opened(self, kind: type, asked: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(_checked, kind, asked, self._check), asked)


def _checked(
    kind: type, asked: urllib.request.Request, check: Check, host: str, **how
) -> http.client.HTTPConnection:
    """A connection that is made only to a number that has passed the check.

    Through a proxy, which is the network's own guard, the name is looked up there, and nothing is checked here.
    """
    connection = kind(host, **how)
    if not (asked.has_proxy() or asked._tunnel_host):  # by http, and by https
        connection._create_connection = partial(_connected, check)
    return connection


def _connected(check: Check, place: tuple[str, int], timeout, source=None) -> socket.socket:
    """A socket to a name's first number that answers: each is checked before it, and no name is looked up twice."""
    failed = OSError("its name leads nowhere")
    for *_, number in socket.getaddrinfo(*place, type=socket.SOCK_STREAM):
        check(*number[:2])
        try:
            # longer than the whole may take: it only ends the thread that was left behind
            return socket.create_connection(number[:2], 2 * SECONDS, source)
        except OSError as error:
            failed = error
    raise failed
