"""`/metrics` while clients write: the numbers add up, and no committee, member or document is named."""

import json
import re
import subprocess
import urllib.error
import urllib.request

import pytest
from bipartite import COMMITTEE, PROGRAMS, Server, run, wait_for
from yrs_client import YrsClient


@pytest.fixture
def watched(tmp_path):
    """A server that serves `/metrics` and logs in JSON."""
    server = Server(tmp_path / "watched").create()
    server.options = ["--metrics-listen", "127.0.0.1:0", "--log-format", "json", "--log-level", "trace"]
    server.start()
    yield server
    server.stop()


def scrape(server):
    """name{labels} -> number, and the whole page."""
    url = re.search(r"metrics on (http://\S+)", server.log.read_text()).group(1)
    with urllib.request.urlopen(url, timeout=5) as answer:
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        page = answer.read().decode()
    samples = {}
    for line in page.splitlines():
        if not line.startswith("#"):
            name, value = line.rsplit(" ", 1)
            assert name not in samples, line
            samples[name] = float(value)
    return samples, page


def check_format(page):
    """Each family is told of once, before its samples; buckets only grow."""
    families, kind, buckets = set(), None, []
    for line in page.splitlines():
        if line.startswith("# HELP "):
            assert line.split()[2] not in families, line
            families.add(line.split()[2])
        elif line.startswith("# TYPE "):
            family, kind = line.split()[2:4]
            assert family in families and kind in {"counter", "gauge", "histogram"}
            assert kind != "counter" or family.endswith("_total"), line
            buckets = []
        else:
            assert re.fullmatch(r'[a-z_]+(\{[a-z]+="[^"]*"\})? [0-9.e+-]+', line), line
            assert line.startswith(family), line
            if "_bucket{" in line:
                buckets.append(float(line.rsplit(" ", 1)[1]))
                assert buckets == sorted(buckets), line


def test_the_numbers_add_up_while_clients_write(watched):
    clients = [YrsClient(watched.socket("plan"), watched.token(name)) for name in ("w2", "m4", "m2")]
    for client in clients:
        client.wait_synced()
    clients[0].set_presence({"cursor": None})
    clients[0].set_presence({"cursor": {"anchor": 1}})
    for number in range(100):
        clients[number % 3].insert(-1, f"<{number}>")
        if number % 20 == 0:
            check_format(scrape(watched)[1])
    wait_for(lambda: all(c.is_saved(f"<{n}>") for c in clients for n in range(100)), "all is saved and told")
    stranger = YrsClient(watched.socket("plan"), "bpt_" + "x" * 43)
    wait_for(lambda: stranger.refused == 401, "a stranger is refused")
    stranger.close()
    now, page = scrape(watched)
    check_format(page)

    assert now['bipartite_connections{state="authenticated"}'] == 3
    assert now['bipartite_rooms{state="loaded"}'] == 1
    assert now["bipartite_sockets_opened_total"] >= 3
    assert now['bipartite_upgrades_refused_total{status="401"}'] >= 1
    assert now["bipartite_updates_total"] >= 100 and now["bipartite_update_bytes_total"] > 1000
    assert now["bipartite_presence_messages_total"] >= 2
    # Each update is one entry; a first one brings a binding; the room tells by events of the 23 rows it finds and of
    # the sample's clocks, which all struck long ago.
    assert 100 <= now["bipartite_log_entries_total"] <= 200
    assert now["bipartite_log_entries_total"] == now["bipartite_entries_per_flush_sum"]
    assert now["bipartite_flushes_total"] == now["bipartite_flush_seconds_count"] <= now["bipartite_appends_total"]
    assert now["bipartite_flush_failures_total"] == 0
    assert 100 <= now["bipartite_acknowledgement_seconds_count"] <= now["bipartite_updates_total"]
    assert 0 < now["bipartite_flush_seconds_sum"]
    assert now['bipartite_acknowledgement_seconds_bucket{le="+Inf"}'] == now["bipartite_acknowledgement_seconds_count"]
    assert now["bipartite_writes_total"] >= 3 and now["bipartite_frames_received_total"] >= 100
    # Each update goes to all three, its author too.
    assert now["bipartite_sent_bytes_total"] > 3 * now["bipartite_update_bytes_total"]
    assert now["process_resident_memory_bytes"] > 1e6 and now["process_open_fds"] > 5
    assert now["process_cpu_seconds_total"] > 0 and now["bipartite_disk_free_bytes"] > 0
    assert now['bipartite_file_bytes{file="log.sqlite-wal"}'] + now['bipartite_file_bytes{file="log.sqlite"}'] > 4096

    for word in (COMMITTEE, "factory", "plan", "w2", "m4", "case-", "bpt_"):
        assert word not in page, word

    watched.process.send_signal(2)
    watched.process.wait(timeout=20)
    for client in clients:
        client.close()


def test_members_reach_no_metrics(watched, server):
    for host in (watched.host, server.host):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"http://{host}/metrics", timeout=5)
        assert refused.value.code == 404
    assert "metrics on" not in server.log.read_text()


def test_a_line_of_the_log_knows_its_room_and_connection(watched):
    client = YrsClient(watched.socket("plan"), watched.token("w2"))
    client.wait_synced()
    client.insert(-1, "CONTENTQZX")
    wait_for(lambda: client.is_saved("CONTENTQZX"), "saved")
    run("bipartite-server", "revoke", "--committee", COMMITTEE, "--member", "w2", "--data", watched.data)

    def lines():
        return [json.loads(line) for line in watched.log.read_text().splitlines() if line.startswith("{")]

    ended = wait_for(lambda: [line for line in lines() if line["message"] == "document ended"], "the revocation is logged")
    assert ended[0]["room"] == COMMITTEE and ended[0]["code"] == "4401" and ended[0]["connection"].isdigit()
    client.close()
    assert any(line["message"] == "room loaded" and line["room"] == COMMITTEE for line in lines())
    assert all({"time", "level", "message"} <= set(line) for line in lines())
    assert watched.stop() == 0
    # All but the one line that says where it listens is JSON.
    other = [line for line in watched.log.read_text().splitlines() if not line.startswith("{")]
    assert len(other) == 1 and other[0].startswith("listening on ")


def test_a_taken_port_is_named(server, tmp_path):
    other = Server(tmp_path / "other").create()
    ended = subprocess.run(
        [PROGRAMS / "bipartite-server", "serve", "--data", other.data, "--listen", "127.0.0.1:0",
         "--metrics-listen", f"127.0.0.1:{server.port}"], capture_output=True, text=True, timeout=30)
    assert ended.returncode == 69 and "--metrics-listen" in ended.stderr
