"""The advisor logs visits and records trainings; both sides read them."""

from bipartite import Member


def test_visits_and_trainings_are_recorded_by_the_advisor_and_read_by_both_sides(server, tmp_path):
    advisor, worker = Member(server, "adv1", tmp_path / "adv1"), Member(server, "w1", tmp_path / "w1")
    for member in (advisor, worker):
        member.join()
    before = worker.json("trainings")
    assert "is on record" in advisor(
        "visits", "log", "--on", "2024-11-20", "--kind", "continued", "--mode", "onsite", "--purpose", "Plan").stdout
    assert [visit["purpose"] for visit in worker.json("visits")["visits"] if visit["on"] == "2024-11-20"] == ["Plan"]
    advisor("trainings", "record", "--on", "2024-11-21", "--topic", "Fire safety", "--participants", "4", "--days", "0.5")
    after = worker.json("trainings")
    assert after["left"] == before["left"] - 2 and after["quota"] == 25
    refused = advisor(
        "trainings", "record", "--on", "2024-11-21", "--topic", "More", "--participants", "100", expect=None)
    assert refused.returncode == 77 and "participant days are left" in refused.stderr
    assert worker("visits", "log", "--on", "2024-11-20", expect=77)
    assert f"{after['left']:g} of 25 participant days" in worker("trainings").stdout
