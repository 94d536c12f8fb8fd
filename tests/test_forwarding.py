import pytest

from playground.forwarding import Forwarding, forwarded_for

PROXY = frozenset({"10.0.0.1"})


async def scope_behind(trusted, client, *headers):
    seen = {}

    async def application(scope, receive, send):
        seen.update(scope)

    await Forwarding(application, trusted)({"client": [client, 1], "headers": list(headers)}, None, None)
    return seen


async def test_the_proxy_says_who_the_visitor_is():
    scope = await scope_behind(PROXY, "10.0.0.1", (b"x-forwarded-for", b"198.51.100.4"))
    assert scope["client"][0] == "198.51.100.4"


async def test_nobody_else_can_say_so():
    header = (b"x-forwarded-for", b"198.51.100.4")
    scope = await scope_behind(
        PROXY, "203.0.113.9", header, (b"X-Forwarded-Proto", b"https"), (b"host", b"x")
    )
    assert scope["client"][0] == "203.0.113.9"
    assert scope["headers"] == [(b"host", b"x")]


@pytest.mark.parametrize(
    "value, visitor",
    [
        (b"1.1.1.1, 198.51.100.4", "198.51.100.4"),
        (b"198.51.100.4, 10.0.0.1", "198.51.100.4"),
        (b"10.0.0.1", ""),
        (b" , ", ""),
    ],
)
def test_only_the_last_address_before_our_proxies_counts(value, visitor):
    assert forwarded_for([(b"x-forwarded-for", value)], PROXY) == visitor
