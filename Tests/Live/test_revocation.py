"""A revoked token ends its open sockets within a second, and no byte follows. `scripts/bench secrecy` measures 200."""

import asyncio

from revocation import measure


def test_a_revoked_token_ends_its_sockets_within_a_second_and_nothing_follows(server):
    tokens = [server.token("m1") for _ in range(6)]
    outcomes, typed = asyncio.run(measure(server, tokens, server.token("w1"), batch=6))
    assert typed > 20, "somebody typed all the while"
    assert [code for _, _, code in outcomes] == [4401] * 6
    # A busy machine is given a second more; the bench holds the figure.
    assert max(seconds for seconds, _, _ in outcomes) < 2
    assert sum(late for _, late, _ in outcomes) == 0
