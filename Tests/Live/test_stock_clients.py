"""Unmodified Yjs programs edit the same documents as the terminal, both ways, presence included."""

import pytest
from bipartite import Member, wait_for
from yrs_client import YrsClient


@pytest.fixture
def yrs(server):
    clients = []

    def make(document, name):
        clients.append(YrsClient(server.socket(document), server.token(name)))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


def test_y_websocket_pycrdt_and_the_program_edit_one_text(member, stock, yrs):
    node, python, worker = stock("plan", "m2"), yrs("plan", "m4"), member("w1")
    python.wait_synced()
    wait_for(lambda: node.ask(do="text")["synced"], "y-websocket is synced")
    before = node.text()

    node.insert(-1, "\nfrom y-websocket")
    wait_for(lambda: "from y-websocket" in python.text(), "pycrdt sees y-websocket's edit")
    python.insert(-1, "\nfrom pycrdt")
    wait_for(lambda: "from pycrdt" in node.text(), "y-websocket sees pycrdt's edit")
    wait_for(lambda: python.is_saved("from pycrdt"), "the echo says pycrdt's edit is saved")
    assert worker.json("text", "insert", "plan/notes", "--at", "0", "from the terminal\n")["saved"] is True
    expected = "from the terminal\n" + before + "\nfrom y-websocket\nfrom pycrdt"
    wait_for(lambda: node.text() == python.text() == expected, "all three agree")
    assert worker.text("plan/notes") == expected


def test_the_screen_and_stock_clients_see_each_other(member, stock, yrs):
    worker = member("w1").open_screen(100, 30)
    worker.sees("plan")
    node, python = stock("plan", "m2"), yrs("plan", "m4")
    python.wait_synced()
    node.ask(do="presence", state={"user": {"name": "somebody else entirely"}})
    node.ask(do="presence", state={"user": {"name": "somebody else entirely"}})
    worker.keys("j")  # from diagnosis to plan
    worker.sees("Exit route on floor 3")
    # The name is the roster's, not the one the client claims.
    wait_for(lambda: any(
        state["user"].get("id") == "m2" and "somebody" not in state["user"]["name"]
        for state in python.presence().values() if "user" in state
    ), "pycrdt sees m2 under the server's name")
    wait_for(lambda: any(
        (entry["state"].get("user") or {}).get("letter") == "W" for entry in node.ask(do="states")["states"]
    ), "y-websocket sees the worker's presence")

    worker.keys("n")
    worker.keys("e")
    worker.type("typed on the screen ")
    wait_for(lambda: "typed on the screen" in node.text(), "y-websocket sees what was typed on the screen")
    node.insert(-1, " and answered")
    worker.sees("and answered")
    worker.sees("saved")


def test_a_read_only_member_edits_in_vain_and_stays_connected(stock, yrs, server):
    advisor, writer = yrs("plan", "adv1"), yrs("plan", "m4")
    advisor.wait_synced(), writer.wait_synced()
    advisor.insert(0, "an advisor may not write")
    writer.insert(0, "a member may. ")
    wait_for(lambda: writer.is_saved("a member may."), "the member's edit is saved")
    wait_for(lambda: "a member may." in advisor.text(), "the advisor reads on")
    assert not advisor.is_saved("an advisor may not write")
    assert "advisor" not in writer.text() and advisor.connections == 1
