import RoomCore

extension MetricShard {
    /// What a room has met since it was last asked.
    func add(_ tally: RoomTally) {
        guard tally != RoomTally() else { return }
        add(tally.updates, to: .updates)
        add(tally.updateBytes, to: .updateBytes)
        add(tally.commands, to: .commands)
        add(tally.refusals, to: .commandRefusals)
        add(tally.presenceMessages, to: .presence)
        let refusals = [("malformed", tally.malformed), ("read_only", tally.readOnly)]
        for (reason, count) in refusals where count > 0 { add(count, to: .updateRefusals, reason) }
        let cuts = [
            ("gap", tally.cutAfterGap), ("dependent", tally.cutDependent), ("forbidden", tally.cutForbidden),
            ("foreign", tally.cutForeign), ("unknown_delete", tally.cutUnknownDeletes),
        ]
        for (reason, count) in cuts where count > 0 { add(count, to: .cuts, reason) }
    }
}
