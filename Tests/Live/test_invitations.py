"""A side gives its own members the codes they join with, and nobody else's."""

from bipartite import run


def test_a_side_invites_its_own(server, member, tmp_path):
    w1, m1 = member("w1"), member("m1")
    w1("roster", "seat", "w9", "Shirin")
    # The other side has no say, whoever does not exist gets no code, and neither does who has a key.
    assert "role" in m1("roster", "invite", "w9", expect=77).stderr
    assert "name" in w1("roster", "invite", "w99", expect=77).stderr
    assert "key" in w1("roster", "invite", "w1", expect=77).stderr

    first = w1.json("roster", "invite", "w9")
    second = w1.json("roster", "invite", "w9")
    home = {"BIPARTITE_HOME": str(tmp_path / "w9"), "HOME": str(tmp_path / "w9")}
    # A code that was given before is void.
    run("bipartite", "join", f"{server.host}#{first['code']}", env=home, expect=None)
    run("bipartite", "join", f"{server.host}#{second['code']}", env=home)
    assert '"w9"' in run("bipartite", "roster", "--json", env=home).stdout
    # Joined, w9 has a key; lost, it is made void first.
    w1("roster", "invite", "w9", expect=77)
    w1("roster", "revoke-key", "w9", "--reason", "lost")
    assert w1.json("roster", "invite", "w9")["member"] == "w9"
