"""Reports without a name, through the real form: slips, what is refused, what is kept, and what nobody can tell."""

import concurrent.futures
import hashlib
import re
import sqlite3

from bipartite import COMMITTEE, wait_for
from intake import Reporter, said, slips


def folder_bytes(server):
    return b"".join(path.read_bytes() for path in sorted(server.data.rglob("*")) if path.is_file())


def test_a_slip_is_good_once_and_the_server_holds_hashes_alone(server, member, tmp_path):
    w1, m1, w4 = member("w1"), member("m1"), member("w4")
    codes = slips(w1, 3, tmp_path / "slips.html", "bn")
    assert len(set(codes)) == 3
    assert "worker side" in m1("slips", expect=77).stderr
    kept = folder_bytes(server)
    for code in codes:
        assert code.encode() not in kept and code.replace("-", "").encode() not in kept
        digest = hashlib.sha256(f"bipartite-slip-v1\n{COMMITTEE}\n{code.replace('-', '')}".encode()).hexdigest()
        assert digest.encode() in kept

    reporter = Reporter(server)
    first = reporter.report(codes[0].lower().replace("0", "o"), "The fan is broken again.")
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}", first)
    pages = [reporter.ask({"slip": slip, "category": "heat", "severity": "high", "text": "x"})
             for slip in (codes[0], "7K3M-9QXA-0B2CD", "nonsense", "")]
    assert len(set(pages)) == 1, "used, unknown and mistyped: the same page"
    assert reporter.follow(first).startswith("Your words are on their way")
    assert "no case" in reporter.follow("7K3M-9QXA-0B2CD")

    # An ordinary one waits; a critical one is there at once, for handlers and both sides as its kind says.
    assert "fan is broken" not in w1("issues", "log").stdout
    code = reporter.report(codes[1], "The exit on line 4 is locked, people are inside.", "safety", "critical")
    wait_for(lambda: "exit on line 4" in m1("issues", "log").stdout, "a critical report is out at once")
    listed = next(one for one in m1.json("issues", "log")["matters"] if one["title"].startswith("The exit"))
    m1("issues", "acknowledge", listed["id"])
    m1("issues", "feedback", listed["id"], "The key is taken off the door today.")
    answer = reporter.follow(code)
    assert "Being worked on" in answer and "key is taken off" in answer
    assert "Noted" in reporter.follow(code, "add", "It is locked again tonight.")

    # What is grave begins as a case: management's members hear of none.
    reporter.report(codes[2], "The line chief touches women.", "harassment", "critical", grounds="violence")
    wait_for(lambda: "line chief" in w4("cases", "list").stdout, "the handler has the case")
    assert "line chief" not in m1("issues", "log").stdout + m1("cases", "list").stdout


def test_every_answer_looks_alike_from_outside(server, member, tmp_path):
    codes = slips(member("w1"), 2, tmp_path / "slips.html")
    shapes = set()
    for language in ("en", "zh", "bn", "ar", "vi", "id", "xx"):
        reporter = Reporter(server, language)
        page = reporter.ask()
        assert "<script" not in page and "Set-Cookie" not in str(reporter.answer)
        assert ('dir="rtl"' in page) == (language == "ar")
        shapes.add((reporter.answer[0], len(reporter.answer[2]), tuple(name for name, _ in reporter.answer[1])))
    reporter = Reporter(server)
    other = Reporter(server, committee="no-such-factory")
    outcomes = [
        lambda: reporter.report(codes[0], "One."), lambda: reporter.report(codes[0], "Two."),
        lambda: reporter.ask({"slip": codes[1]}), lambda: reporter.follow("nothing"),
        lambda: reporter.ask(body=b"text=%00%FF"), lambda: reporter.ask(body=b"\x89PNG\r\n", type="image/png"),
        lambda: reporter.ask(body=b"a" * 70_000), lambda: other.ask(), lambda: other.report(codes[1], "Elsewhere."),
    ]
    for outcome in outcomes:
        outcome()
        asked = other if other.answer else reporter
        shapes.add((asked.answer[0], len(asked.answer[2]), tuple(name for name, _ in asked.answer[1])))
    assert len(shapes) == 1, shapes
    assert "written words" in said(reporter.ask(body=b"text=%00%FF"))
    assert "too long" in said(reporter.ask(body=b"a" * 70_000))
    assert reporter.report(codes[1], "The slip is still good after all that."), "a mistake uses no slip up"


def shape(reporter):
    return reporter.answer[0], len(reporter.answer[2]), tuple(name for name, _ in reporter.answer[1])


def test_too_much_gets_the_same_page_with_a_sentence_and_keeps_nobody_from_reporting(server, member, tmp_path):
    codes = slips(member("w1"), 3, tmp_path / "slips.html")
    server.stop()
    limits = tmp_path / "limits.toml"
    limits.write_text("[limits]\nintake_case_burst = 20\nintake_case_per_minute = 1\n")
    server.options += ["--log-level", "debug", "--config", limits]
    server.start()
    before = server.log.read_text()
    reporter = Reporter(server)
    reporter.ask()
    usual = shape(reporter)
    first = reporter.report(codes[0], "One.")
    answers = []
    for _ in range(24):
        answers.append(reporter.follow(first))
        assert shape(reporter) == usual
    assert all("on their way" in answer for answer in answers[:20])
    assert all("Try again" in answer for answer in answers[20:])
    assert "Try again" in reporter.follow(first, "add", "More."), "a word costs more than a look"
    # Wrong codes are no matter of it, and who comes next with a slip or a case of their own is not kept waiting.
    for _ in range(60):
        assert "no case" in reporter.follow("7K3M-9QXA-0B2CD")
        assert not reporter.report("7K3M-9QXA-0B2CD", "x")
    second = reporter.report(codes[1], "Two.")
    assert second and "on their way" in reporter.follow(second)
    assert shape(reporter) == usual
    assert server.log.read_text() == before, "nothing of it is logged"


def one_ask_at_once(server, tmp_path):
    server.stop()
    limits = tmp_path / "limits.toml"
    limits.write_text("[limits]\nintake_asks_max = 1\n")
    server.options += ["--config", limits]
    server.start()


def test_a_flood_gets_answers_of_one_shape_and_leaves_the_form_open(server, member, tmp_path):
    codes = slips(member("w1"), 2, tmp_path / "slips.html")
    one_ask_at_once(server, tmp_path)

    def ask(number):
        reporter = Reporter(server)
        reporter.report("7K3M-9QXA-0B2CD", "x" * number)
        return shape(reporter), said(reporter.answer[2].decode())

    with concurrent.futures.ThreadPoolExecutor(24) as pool:
        found = list(pool.map(ask, range(1, 400)))
    assert len({shape for shape, _ in found}) == 1
    assert len({words for _, words in found}) <= 2, "not accepted, or try again"
    assert Reporter(server).report(codes[0], "After the flood.")


def test_one_ask_too_many_is_told_to_try_again_and_the_one_under_way_loses_nothing(server, member, tmp_path):
    codes = slips(member("w1"), 1, tmp_path / "slips.html")
    one_ask_at_once(server, tmp_path)
    probe = Reporter(server)

    def words():
        probe.report("mistyped", "x")
        return said(probe.answer[2].decode())

    refused, usual = words(), shape(probe)
    assert "not accepted" in refused
    store = sqlite3.connect(server.data / "intake.sqlite", isolation_level=None)
    worker = Reporter(server)

    def report_until_taken():
        # The probe may be in the place first: the worker does as the page says.
        while not (case := worker.report(codes[0], "It is too hot.")):
            assert "Try again" in said(worker.answer[2].decode())
        return case

    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        # Whoever writes to the store waits for us.
        store.execute("BEGIN IMMEDIATE")
        under_way = pool.submit(report_until_taken)
        wait_for(lambda: words() != refused, "the place is taken", 4)
        assert "Try again in a while; nothing was lost." in words() and shape(probe) == usual
        store.execute("ROLLBACK")
        assert under_way.result(), "the report has its case code"
    wait_for(lambda: words() == refused, "the place is free again")


def test_nothing_of_the_route_is_logged_or_told(server, member, tmp_path):
    w1 = member("w1")
    codes = slips(w1, 2, tmp_path / "slips.html")
    server.stop()
    server.options += ["--log-level", "debug"]
    server.start()
    before = server.log.read_text()
    reporter = Reporter(server, agent="Marker-Agent-77")
    code = reporter.report(codes[0], "Marker words first-heard.")
    reporter.follow(code)
    reporter.follow(code, "add", "Marker words second-heard.")
    new = server.log.read_text()[len(before):]
    for mark in ("report", "Marker", codes[0], code, "127.0.0.1", "room loaded"):
        assert mark not in new.replace("listening", ""), new
    # On the disk: no words, no code, no agent; the report is sealed until it is let out.
    kept = folder_bytes(server)
    for mark in ("Marker", "first-heard", "second-heard", codes[0].replace("-", ""), code.replace("-", "")):
        assert mark.encode() not in kept, mark
