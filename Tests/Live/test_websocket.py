"""Stock WebSocket libraries against the socket's rules: permessage-deflate, fragments, limits, goodbyes."""

import asyncio
import base64
import json
import os
import random
import subprocess

import pycrdt
import pytest
import websockets
from bipartite import COMMITTEE, NODE_PATH, ROOT
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory

PLAN = f"/y/{COMMITTEE}/plan"


def typed(text):
    """A y-websocket update message: a new client writes `text` into the notes."""
    document = pycrdt.Doc()
    document["notes"] = notes = pycrdt.Text()
    notes += text
    return pycrdt.create_update_message(document.get_update())


def connect(server, member="w1", path=PLAN, **options):
    return websockets.connect(f"ws://{server.host}{path}?token={server.token(member)}", max_size=None, **options)


async def heard(socket, wanted):
    """Waits until `wanted` comes."""
    async with asyncio.timeout(20):
        while await socket.recv() != wanted:
            pass


def run_ws(server, update, **options):
    """What the `ws` library of node met."""
    done = subprocess.run(
        ["node", ROOT / "Tests" / "Live" / "ws-rules.cjs", f"ws://{server.host}{PLAN}?token={server.token('w1')}",
         json.dumps(options), base64.b64encode(update).decode()],
        capture_output=True, text=True, timeout=30, env={**os.environ, "NODE_PATH": NODE_PATH},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    "deflate, agreed",
    [
        (True, "server_no_context_takeover; client_no_context_takeover"),
        ({"threshold": 0, "serverMaxWindowBits": 10, "clientMaxWindowBits": 9}, "server_max_window_bits=10"),
        ({"threshold": 0, "serverNoContextTakeover": True, "clientNoContextTakeover": True}, "permessage-deflate"),
        (False, ""),
    ],
)
def test_ws_of_node_speaks_compressed_and_in_fragments(server, deflate, agreed):
    met = run_ws(server, typed("the plan of the plan " * 500), perMessageDeflate=deflate)
    assert agreed in met["extensions"] and bool(met["extensions"]) == bool(deflate)
    assert met["pongs"] == [7, 125] and met["echoes"] == 1 and met["code"] == 4001 and "error" not in met
    assert (met["compressed"] > 0) == bool(deflate)


@pytest.mark.parametrize(
    "offer, agreed",
    [
        (ClientPerMessageDeflateFactory(), ""),
        (ClientPerMessageDeflateFactory(server_max_window_bits=12, client_max_window_bits=12), "=12"),
        (ClientPerMessageDeflateFactory(server_max_window_bits=9, client_no_context_takeover=True), "=9"),
        (ClientPerMessageDeflateFactory(server_no_context_takeover=True), ""),
    ],
)
def test_websockets_of_python_speaks_compressed_and_in_fragments(server, offer, agreed):
    async def conversation():
        async with connect(server, compression=None, extensions=[offer]) as socket:
            answer = socket.response.headers["Sec-WebSocket-Extensions"]
            assert "server_no_context_takeover; client_no_context_takeover" in answer and agreed in answer
            async with connect(server, "m1", compression=None) as plain:
                # The server's question: from here on it has joined, and hears of each edit by itself.
                await asyncio.wait_for(plain.recv(), 20)
                for text in ["a short one", "the plan of the plan " * 2000]:
                    update = typed(text)
                    await socket.send([update[:3], b"", update[3:7], update[7:]])
                    await heard(socket, update)
                    await heard(plain, update)
                    back = typed(text)
                    await plain.send(back)
                    await heard(socket, back)
            await asyncio.wait_for(await socket.ping(), 5)

    asyncio.run(conversation())


def test_messages_up_to_the_limit_pass_and_a_bomb_does_not(server):
    async def closed_after(message, **options):
        async with connect(server, **options) as socket:
            await socket.send(message)
            try:
                await heard(socket, message)
            except websockets.ConnectionClosed as closed:
                return closed.rcvd.code

    letters = random.Random(3)
    noise = "".join(chr(letters.randrange(0x4E00, 0x9000)) for _ in range(345_000))
    assert asyncio.run(closed_after(typed(noise))) is None
    bomb = bytes(200 << 20)
    assert asyncio.run(closed_after(bomb, max_queue=None)) == 1009
    assert asyncio.run(closed_after(bytes((1 << 20) + 1), compression=None)) == 1009


def test_text_gets_its_code_and_a_goodbye_is_answered(server):
    async def conversation():
        async with connect(server) as socket:
            await socket.send("hello")
            with pytest.raises(websockets.ConnectionClosed) as closed:
                while True:
                    await socket.recv()
            assert closed.value.rcvd.code == 4400
        async with connect(server) as socket:
            await socket.close(4321, "bye ✓")
            assert socket.close_code == 4321

    asyncio.run(conversation())
