"""Two people at two terminals, under tmux."""

from bipartite import PIN, wait_for


def test_both_sides_edit_one_plan_item_live(member):
    worker, manager = member("w1").open_screen(100, 30), member("m2").open_screen(100, 30)
    for side in (worker, manager):
        side.sees("plan")
        side.keys("j")
        side.sees("Night shift never took part")
    worker.keys("Enter", "j", "Enter")
    manager.keys("Enter", "j", "Enter")
    worker.sees("Hold a night-shift drill")
    # Each is shown to the other with the letter of their side.
    wait_for(lambda: "M" in worker.screen().splitlines()[0], "the worker sees a management member")
    wait_for(lambda: "W" in manager.screen().splitlines()[0], "the manager sees a worker member")


def test_offline_edits_wait_and_merge_on_return(server, member):
    worker, manager = member("w1").open_screen(), member("m2")
    worker.sees("plan")
    worker.keys("j", "n")
    worker.sees("saved")
    port = server.port
    server.stop()
    worker.sees("offline")
    worker.keys("e")
    worker.type("typed while offline ")
    worker.sees("waiting")
    server.port = port
    server.start()
    worker.sees("saved", 40)
    assert "typed while offline" in manager.text("plan/notes")


def test_the_terminal_is_given_back_after_q(member):
    worker = member("w1").open_screen()
    worker.sees("plan")
    worker.keys("q")
    wait_for(lambda: "plan" not in worker.screen(), "the screen is gone")


def test_it_works_at_80_by_24(member):
    worker = member("w4").open_screen(80, 24)
    worker.sees("plan")
    worker.keys("?")
    worker.sees("─ Help ─")
    lines = worker.screen().splitlines()
    # The whole frame is on the screen, its foot too, and under it the line that says what is saved.
    top = next(line for line in lines if "─ Help ─" in line)
    foot = next(line for line in lines if "─ Esc closes ─" in line)
    assert top.rstrip().endswith("┐") and foot.rstrip().endswith("┘")
    assert len(lines) == 24 and "Esc closes" in lines[-1]


def test_a_member_rates_and_signs_by_the_hint_line(member):
    worker = member("w1").open_screen(100, 60, "--language", "en")
    # The first start begins with the tour, which is not shown again.
    worker.sees("First time here: one minute 1/6")
    worker.keys("Escape")
    worker.sees("Waits for you")
    worker.close_screen()
    worker.open_screen(100, 60, "--language", "en")
    # Home says what waits; Escape goes to the documents, with the diagnosis chosen.
    worker.sees("Waits for you")
    worker.keys("Escape")
    worker.sees("Evacuation drill held once")
    worker.keys("Enter", "j")
    worker.sees("r rate")
    worker.keys("r")
    worker.sees("Ratings of d02")
    worker.keys("3")
    worker.sees("Sent to be recorded.")
    worker.keys("Escape", "j")
    worker.sees("Night shift never took part")
    worker.keys("Enter", "j", "s")
    worker.sees("Sign for the worker side")
    worker.keys("Enter")
    worker.sees("Your PIN:")
    worker.type(PIN)
    worker.keys("Enter")
    worker.sees("y signs, n does not")
    worker.keys("y")
    worker.sees("Signed.")
    worker.sees("saved")
    states = {row["ref"]: row["state"] for row in member("w2").json("signoff", "status")["items"]}
    assert states["p02"] == "partial"
