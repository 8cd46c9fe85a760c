import CRDT

extension Decision {
    /// A due date is a commitment: the first may come without a reason, every other says why it changes.
    func setDue() throws(Refusal) -> [Event] {
        let side = try side()
        let row = try openItem()
        let item = state.item(row.id)
        guard let due = CalendarDay(word("due")) else { throw Refusal(.notFound) }
        guard item.due != due else { throw Refusal(.noChange) }
        if item.due != nil, given("reason").isEmpty { throw Refusal(.reasonMissing) }
        if let start = row["start"]?.shown, let first = CalendarDay(start), due < first {
            throw Refusal(.dueBeforeStart, ["start": start])
        }
        let original = AnyValue.Member("original_due", .string((item.originalDue ?? due).text))
        return [
            event(.itemDueSet, subject: row.id, side: side, given("due") + [original] + given("reason"))
        ]
    }

    /// Pending or in progress: a member says so alone. It withdraws what the own side reported as done.
    func setStatus() throws(Refusal) -> [Event] {
        let side = try side()
        let row = try openItem()
        let item = state.item(row.id)
        if let completion = item.completion {
            guard completion.side == side else {
                throw Refusal(.awaitingAnswer, ["side": completion.side.rawValue])
            }
        } else if item.status.rawValue == word("status") {
            throw Refusal(.noChange)
        }
        return [event(.itemStatusChanged, subject: row.id, side: side, given("status"))]
    }

    // MARK: Completion

    /// The side that is responsible reports the item done.
    func proposeCompletion() throws(Refusal) -> [Event] {
        let side = try side()
        let row = try openItem()
        if let completion = state.item(row.id).completion {
            throw completion.side == side
                ? Refusal(.ownProposal) : Refusal(.alreadyProposed, ["side": completion.side.rawValue])
        }
        let responsible = try responsible(for: row)
        guard responsible.side == side else {
            throw Refusal(.responsibleReports, ["side": responsible.side.rawValue])
        }
        try checkEvidence(row)
        return [
            event(
                .completionProposed, subject: row.id, side: side,
                [.init("responsible", .string(responsible.id))] + given("note"))
        ]
    }

    /// The side that is not responsible confirms: then, and only then, the item is completed.
    func confirmCompletion() throws(Refusal) -> [Event] {
        let side = try side()
        let row = try openItem()
        guard let completion = state.item(row.id).completion else { throw Refusal(.nothingProposed) }
        guard completion.side != side else { throw Refusal(.ownProposal) }
        let responsible = try responsible(for: row)
        guard responsible.side == completion.side else { throw Refusal(.responsibleChanged) }
        try checkEvidence(row)
        return [
            event(.completionConfirmed, subject: row.id, side: side),
            event(
                1, .itemStatusChanged, subject: row.id, side: side, [.init("status", .string("completed"))]),
        ]
    }

    func declineCompletion() throws(Refusal) -> [Event] {
        let side = try side()
        let row = try openItem()
        guard let completion = state.item(row.id).completion else { throw Refusal(.nothingProposed) }
        guard completion.side != side else { throw Refusal(.ownProposal) }
        return [event(.completionDeclined, subject: row.id, side: side, given("reason"))]
    }

    /// Either side reopens what is completed, also after verification, and says why.
    func reopenItem() throws(Refusal) -> [Event] {
        let side = try side()
        let row = try picture.liveRow(command.subject, of: .plan)
        switch state.item(row.id).status {
        case .completed: break
        case .cancelled: throw Refusal(.itemClosed, ["status": "cancelled"])
        case .pending, .inProgress, .reopened: throw Refusal(.itemNotCompleted)
        }
        return [
            event(
                .itemStatusChanged, subject: row.id, side: side,
                [.init("status", .string("reopened"))] + given("reason"))
        ]
    }

    // MARK: Cancellation

    func proposeCancellation() throws(Refusal) -> [Event] {
        let side = try side()
        let row = try openItem()
        if let proposal = state.item(row.id).cancellation {
            throw proposal.side == side
                ? Refusal(.ownProposal) : Refusal(.alreadyProposed, ["side": proposal.side.rawValue])
        }
        return [event(.cancellationProposed, subject: row.id, side: side, given("reason"))]
    }

    func confirmCancellation() throws(Refusal) -> [Event] {
        let (row, side) = try cancellationToAnswer()
        return [
            event(.cancellationConfirmed, subject: row.id, side: side),
            event(
                1, .itemStatusChanged, subject: row.id, side: side, [.init("status", .string("cancelled"))]),
        ]
    }

    func declineCancellation() throws(Refusal) -> [Event] {
        let (row, side) = try cancellationToAnswer()
        return [event(.cancellationDeclined, subject: row.id, side: side, given("reason"))]
    }

    private func cancellationToAnswer() throws(Refusal) -> (row: Row, side: Side) {
        let side = try side()
        let row = try openItem()
        guard let proposal = state.item(row.id).cancellation else { throw Refusal(.nothingProposed) }
        guard proposal.side != side else { throw Refusal(.ownProposal) }
        return (row, side)
    }

    // MARK: Verification

    /// A member asks the programme to look at a completed item.
    func requestVerification() throws(Refusal) -> [Event] {
        let side = try side()
        let row = try picture.liveRow(command.subject, of: .plan)
        let item = state.item(row.id)
        guard item.status == .completed else { throw Refusal(.itemNotCompleted) }
        switch item.verification {
        case .requested, .verified: throw Refusal(.noChange)
        case .notRequested, .rejected, .notVerifiable: break
        }
        return [
            event(
                .verificationRequested, subject: row.id, side: side,
                [.init("by", .string(side.rawValue)), .init("on", .string(picture.day))])
        ]
    }

    /// The programme says what it found, and how it looked.
    func recordVerification() throws(Refusal) -> [Event] {
        let row = try picture.liveRow(command.subject, of: .plan)
        guard state.item(row.id).verification == .requested else {
            throw Refusal(.verificationNotRequested)
        }
        let type: EventType =
            switch word("outcome") {
            case "verified": .itemVerified
            case "rejected": .verificationRejected
            default: .verificationImpossible
            }
        let who: [AnyValue.Member] = [
            .init("by", .string(participant.role.rawValue)), .init("on", .string(picture.day)),
        ]
        return [event(type, subject: row.id, side: nil, who + given("method", "note"))]
    }
}

// MARK: - What the plan must hold

extension Decision {
    /// The item, if it is there and neither completed nor cancelled.
    private func openItem() throws(Refusal) -> Row {
        let row = try picture.liveRow(command.subject, of: .plan)
        let item = state.item(row.id)
        guard item.isOpen else { throw Refusal(.itemClosed, ["status": item.status.rawValue]) }
        return row
    }

    /// Whoever the item names as responsible, with the side; also one who has left.
    private func responsible(for row: Row) throws(Refusal) -> (id: String, side: Side) {
        guard case .entry(.string(let id)?)? = row["responsible"]?.content,
            let side = state.roster.side(of: id)
        else { throw Refusal(.responsibleMissing) }
        return (id, side)
    }

    private func checkEvidence(_ row: Row) throws(Refusal) {
        guard row.hasCurrentIndicator || row.hasEvidence else { throw Refusal(.evidenceMissing) }
    }
}

extension Row {
    /// An indicator with a name and a current value.
    var hasCurrentIndicator: Bool {
        guard case .entry(.string(let name)?)? = self["indicator.name"]?.content, !name.isEmpty,
            case .entry(.number?)? = self["indicator.current"]?.content
        else { return false }
        return true
    }

    /// At least one piece of evidence that can be read.
    var hasEvidence: Bool {
        fields.contains { field in
            guard field.name.hasPrefix("evidence."), case .entry(_?) = field.content else { return false }
            return true
        }
    }
}
