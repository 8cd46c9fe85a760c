"""The issue sheet for the notice board, as a member prints it."""


def test_the_sheet_shows_what_may_be_shown_to_all_and_follows_the_label(member, tmp_path):
    worker = member("w1")
    page = worker("issues", "sheet", "--language", "ar").stdout
    assert '<html lang="ar" dir="rtl">' in page and page.count("<section>") == 2
    for words, label in (("Fans are broken on line 4.", "open"), ("Between us.", "committee"), ("Ours.", "worker_side")):
        worker("issues", "raise", words, "--category", "heat", "--label", label)
    file = tmp_path / "sheet.html"
    assert "written" in worker("issues", "sheet", "--language", "en", "--out", file).stdout
    page = file.read_text()
    assert "Fans are broken on line 4." in page and "Between us." not in page and "Ours." not in page
    assert "Worker co-chair" not in page
    # What was open and is so no longer stands on no new sheet.
    matters = member("w2").json("issues", "log")["matters"]
    mine = next(one for one in matters if "Fans are broken" in str(one))
    worker("issues", "label", mine["id"], "committee", "--reason", "Named somebody.")
    assert "Fans are broken" not in worker("issues", "sheet", "--language", "en").stdout
