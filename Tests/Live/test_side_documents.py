"""What one side may not read is in no byte it receives: a search for markers on every way out of the server."""

import asyncio
import http.client
import json
import re
import urllib.error
import urllib.request

import pycrdt
from bipartite import COMMITTEE, Server, run, wait_for
from hocuspocus_client import Hocuspocus
from markers import leaks, marked_sample
from yrs_client import YrsClient


def get(url, token=None):
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"} if token else {})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, bytes(str(answer.headers), "utf-8") + answer.read()
    except urllib.error.HTTPError as error:
        return error.code, bytes(str(error.headers), "utf-8") + error.read()


def upgrade(server, document, token):
    """What the server says to a y-websocket upgrade it refuses: status, and all else but the date."""
    connection = http.client.HTTPConnection(server.host, timeout=5)
    try:
        connection.request("GET", f"/y/{COMMITTEE}/{document}", headers={
            "Authorization": f"Bearer {token}", "Connection": "Upgrade", "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        })
        answer = connection.getresponse()
        headers = sorted((name, value) for name, value in answer.getheaders() if name.lower() != "date")
        return answer.status, (headers, answer.read() if answer.status != 101 else b"")
    finally:
        connection.close()


async def everything(server, token, documents):
    """All bytes a member's connection can get at over /sync."""
    client = await Hocuspocus.connect(server)
    await client.authenticate(None, token)
    welcome = await client.hello()
    for name in documents:
        kind, _ = await client.authenticate(name, token)
        if kind == 2:
            await client.step1(name)
    await client.drain()
    await client.socket.close()
    return bytes(client.received), welcome


def test_no_secret_byte_reaches_the_other_side(tmp_path):
    markers = [*marked_sample(tmp_path / "marked.json"), "union_member"]
    server = Server(tmp_path / "data")
    run("bipartite-server", "committee", "import", tmp_path / "marked.json", "--data", server.data, "--json")
    server.options = ["--log-level", "trace", "--log-format", "json", "--metrics-listen", "127.0.0.1:0"]
    server.start()
    try:
        worker, manager, handler = server.token("w1"), server.token("m1"), server.token("w4")
        hers = YrsClient(server.socket("caucus-worker"), worker)
        hers.wait_synced()
        hers.insert(0, "MARKERCAUCUSQZX")
        hers.set_presence({"cursor": "MARKERPRESENCEQZX"})
        hers.set_presence({"cursor": "MARKERPRESENCEQZX"})
        wait_for(lambda: hers.is_saved("MARKERCAUCUSQZX"), "the caucus note is saved")
        markers += ["MARKERCAUCUSQZX", "MARKERPRESENCEQZX"]

        case_names = [d["name"] for d in asyncio.run(everything(server, handler, []))[1]["documents"]
                      if d["name"].startswith("case-")]
        assert case_names, "the handler sees the restricted cases"
        names = ["diagnosis", "plan", "issues", "minutes", "issues-worker", "caucus-worker", "caucus-management",
                 *case_names]
        his, welcome = asyncio.run(everything(server, manager, names))
        for path in ("/healthz", "/v1/join", "/", f"/v1/committees/{COMMITTEE}", f"/y/{COMMITTEE}/caucus-worker"):
            his += get(f"http://{server.host}{path}", manager)[1]
        assert {d["name"] for d in welcome["documents"]} == {
            "diagnosis", "plan", "issues", "minutes", "caucus-management"}
        assert leaks(his, markers) == []
        # A refusal repeats the name that was asked for; whoever does not know the names of cases never hears them.
        unasked, _ = asyncio.run(everything(server, manager, names[:-len(case_names)]))
        assert leaks(unasked, case_names) == []

        # The same answer as for what never existed.
        unknown = upgrade(server, "no-such-document", manager)
        assert unknown[0] == 404
        for name in ("caucus-worker", "issues-worker", *case_names):
            assert upgrade(server, name, manager) == unknown, name

        # Positive control: those who may read it find it.
        theirs, _ = asyncio.run(everything(server, worker, names))
        found = leaks(theirs, markers)
        assert "MARKERCAUCUSQZX" in found and "union_member" in found
        cases, _ = asyncio.run(everything(server, handler, names))
        assert len(leaks(theirs + cases, markers)) >= len(markers) - 1  # presence has expired or not, by timing
        hers.close()
        code = server.invite("m2")
        get(f"http://{server.host}/y/{COMMITTEE}/{case_names[0]}?token={worker}")
        metrics = re.search(r"metrics on (http://\S+)", server.log.read_text()).group(1)
        numbers = get(metrics)[1]
        assert b"bipartite_updates_total" in numbers
    finally:
        server.stop()
    said = server.log.read_bytes()
    # Everything the server wrote while all of this went on, at its most talkative, and every number it shows.
    unspoken = [*markers, *case_names, worker, manager, handler, worker[4:], code, code.replace("-", "")]
    assert said.count(b'"message":"document denied"') >= 3 and b'"room":' in said
    assert leaks(said, unspoken) == []
    assert leaks(numbers, [*unspoken, COMMITTEE, "caucus-worker"]) == []


def test_one_side_hears_nothing_while_the_other_side_writes(server):
    """No message, no count, no presence: an idle management connection receives not one byte of worker-side work."""

    async def listen():
        client = await Hocuspocus.connect(server)
        token = server.token("m1")
        await client.authenticate(None, token)
        await client.hello()
        for name in ("plan", "issues"):
            await client.authenticate(name, token)
            await client.step1(name)
        await client.drain()
        before = len(client.received)
        hers = YrsClient(server.socket("caucus-worker"), server.token("w1"))
        await asyncio.to_thread(hers.wait_synced)
        for number in range(20):
            hers.insert(0, f"secret {number} ")
        await asyncio.to_thread(wait_for, lambda: hers.is_saved("secret 19"), "the notes are saved")
        await client.drain()
        hers.close()
        await client.socket.close()
        return before, len(client.received)

    before, after = asyncio.run(listen())
    assert before == after
