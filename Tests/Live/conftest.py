import pytest
from bipartite import Member, NodeClient, Server


@pytest.fixture
def server(tmp_path):
    """A running server with the sample committee."""
    server = Server(tmp_path / "data").create().start()
    yield server
    server.stop()


@pytest.fixture
def member(server, tmp_path):
    """member("w1") is a joined member with a folder of their own."""
    members = []

    def make(name):
        made = Member(server, name, tmp_path / f"home-{name}-{len(members)}").join()
        members.append(made)
        return made

    yield make
    for made in members:
        made.close_screen()


@pytest.fixture
def stock(server):
    """stock("plan", "m2") is a y-websocket client of that member."""
    clients = []

    def make(document, name):
        clients.append(NodeClient(server, document, server.token(name)))
        return clients[-1]

    yield make
    for client in clients:
        client.close()
