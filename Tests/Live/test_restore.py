"""The folder goes back in time under two offline clients: both find the new epoch, and nothing typed vanishes."""

from bipartite import COMMITTEE, Server, copy_folder, wait_for


def test_an_old_folder_is_found_out_and_nothing_typed_vanishes(server, member, tmp_path):
    worker, manager = member("w1"), member("m1")
    worker("text", "insert", "plan/notes", "--at", "0", "before the copy. ")
    manager("status")
    assert server.stop() == 0
    copy_folder(server.data, tmp_path / "old-copy")

    server.start()
    manager("text", "insert", "plan/notes", "--at", "0", "acknowledged after the copy. ")
    worker("status")
    assert server.stop() == 0

    # Both go on offline; then the server comes back with the old folder.
    queued = worker("text", "insert", "plan/notes", "--at", "0", "unsent by the worker. ", "--wait", "1", expect=75)
    assert "waiting" in queued.stdout + queued.stderr
    manager("text", "insert", "plan/notes", "--at", "0", "unsent by the manager. ", "--wait", "1", expect=75)
    restored = Server(tmp_path / "old-copy", server.port).start()
    try:
        epochs = worker.json("status")["documents"]
        assert next(document for document in epochs if document["name"] == "plan")["epoch"] == 2
        manager("status")
        wait_for(lambda: worker.text("plan/notes") == manager.text("plan/notes"), "both sides converge")
        text = worker.text("plan/notes")
        assert text.count("before the copy.") == 1
        assert text.count("unsent by the worker.") == 1 and text.count("unsent by the manager.") == 1
        # What the restored server no longer has is kept where its author sees it, or written again: never silently gone.
        kept = text + str(manager.json("status")["quarantine"]) + str(worker.json("status")["quarantine"])
        assert "acknowledged after the copy." in kept
    finally:
        restored.stop()
