import CRDT

/// Meetings and their minutes. Agenda and decisions are written together; that the meeting was held, who was
/// there and whether that was enough is recorded.
extension Decision {
    /// Who was there, and by the rule of each side whether they were enough. Until somebody signs it can be
    /// recorded anew. Who had left by that day, or came later, may have been there, and counts for nothing.
    func holdMeeting() throws(Refusal) -> [Event] {
        let side = try side()
        let row = try unsignedMinutes()
        let held = try dayGone("held")
        var isQuorate = true
        for side in Side.allCases {
            let present = Set((command.data["present"]?[side.rawValue]?.array ?? []).compactMap(\.string))
            for id in present where state.roster.side(of: id) != side {
                throw Refusal(
                    .valueInvalid,
                    ["field": "present.\(side.rawValue)", "expected": "members of the \(side.rawValue) side"])
            }
            isQuorate = isQuorate && isEnough(present, of: side, on: held)
        }
        var data = given("held", "kind", "present") + [.init("quorate", .bool(isQuorate))]
        if state.signOff.planVersion > 0 {
            data.append(.init("plan_version", .number(Double(state.signOff.planVersion))))
        }
        return [event(.meetingHeld, subject: row.id, side: side, data)]
    }

    /// The seats are those of the day. An alternate counts where a principal is absent and the rule knows
    /// alternates.
    private func isEnough(_ present: Set<String>, of side: Side, on day: CalendarDay) -> Bool {
        let rule = state.compositionRule
        let seats = state.roster.seatDays.members(of: side, areAlternates: false, on: day)
        let alternates = state.roster.seatDays.members(of: side, areAlternates: true, on: day)
        let voting = rule.hasAlternates ? seats.union(alternates) : seats
        let counted = min(seats.count, present.intersection(voting).count)
        return counted >= rule.quorum(of: side, seats: seats.count)
    }

    func circulateMinutes() throws(Refusal) -> [Event] {
        let side = try side()
        let row = try unsignedMinutes()
        guard state.meetings[row.id]?.held != nil else { throw Refusal(.meetingNotHeld) }
        guard state.meetings[row.id]?.isCirculated != true else { throw Refusal(.noChange) }
        return [
            event(
                .minutesStateChanged, subject: row.id, side: side, [.init("state", .string("circulated"))])
        ]
    }

    /// Signed minutes are never edited: what was wrong is said in a note, which both sides sign in turn.
    /// While nobody has signed a note another takes its place.
    func correctMinutes() throws(Refusal) -> [Event] {
        let side = try side()
        let leaf = state.signOff.leaves[.minutes(command.subject)] ?? .init()
        guard !leaf.versions.isEmpty else {
            _ = try picture.liveRow(command.subject, of: .minutes)
            throw Refusal(.minutesNotSigned)
        }
        if let odd = SignedContent.unclear(in: command.data["text"] ?? .null).first {
            let expected = "free of hidden characters and of words in two scripts"
            throw Refusal(.valueInvalid, ["field": "text.\(odd)", "expected": expected])
        }
        let corrections = state.meetings[command.subject]?.corrections ?? []
        if corrections.count >= leaf.versions.count, let waiting = corrections.last {
            guard leaf.live.isEmpty else {
                throw Refusal(.alreadyProposed, ["side": waiting.side?.rawValue ?? ""])
            }
            guard waiting.note != command.data["text"] else { throw Refusal(.noChange) }
        }
        let number = min(corrections.count + 1, leaf.versions.count)
        return [
            event(.minutesCorrected, side: side, [.init("number", .number(Double(number)))] + given("text"))
        ]
    }

    /// The row of a meeting nobody has signed anything of.
    private func unsignedMinutes() throws(Refusal) -> Row {
        let row = try picture.liveRow(command.subject, of: .minutes)
        let leaf = state.signOff.leaves[.minutes(row.id)]
        guard leaf?.versions.isEmpty ?? true, leaf?.live.isEmpty ?? true else {
            throw Refusal(.minutesSigned)
        }
        return row
    }
}
