import CRDT

/// The table decides before any rule looks at anything.
extension Decision {
    /// An area one may not read is answered as if it did not exist.
    func checkPermission() throws(Refusal) {
        let need = try need()
        guard Permissions.extent(of: .read, in: need.area, for: need.acting, when: need.situation) == .all
        else {
            // Of a matter somebody raised they know the state, and decide its end.
            guard need.situation.contains(.own), isReportersOwn else { throw Refusal(.notFound) }
            return
        }
        guard need.actions.contains(where: isGranted(need)) else { throw Refusal(.notPermitted) }
    }

    private func isGranted(_ need: Need) -> (Action) -> Bool {
        { Permissions.extent(of: $0, in: need.area, for: need.acting, when: need.situation) == .all }
    }

    /// One of the actions, in an area, as somebody who may be a handler there, under what holds.
    private struct Need {
        var actions: [Action]
        var area: Area
        var acting: Participant
        var situation: Situation = []
    }

    private func need() throws(Refusal) -> Need {
        let (action, area) = command.type.need
        switch area {
        case .roster where command.type.isAboutIntegration:
            return Need(actions: [action], area: area, acting: participant, situation: .ownSide)
        case .roster: return Need(actions: [action], area: area, acting: participant, situation: try seats())
        case .issues where command.type == .openIssue:
            // Whoever may raise a matter may raise one that begins as a case, and not read it again.
            let area: Area = openingLabel == .workerSide ? .workerIssues : .issues
            return Need(actions: [action], area: area, acting: participant)
        // Beyond the quota it is the programme admin who records.
        case .training: return Need(actions: [action, .administer], area: area, acting: participant)
        case .issues, .cases: return try needOfIssue(action)
        case .workerCaucus:
            let own: Area = participant.role == .member(.management) ? .managementCaucus : .workerCaucus
            return Need(actions: [action], area: own, acting: participant)
        case .room where command.type == .addComment: return try needOfComment()
        default: return Need(actions: [action], area: area, acting: participant)
        }
    }

    /// What holds for a seat, of what the table makes conditions of.
    private func seats() throws(Refusal) -> Situation {
        let side = try sideConcerned()
        var situation: Situation = []
        if participant.role == .member(side) { situation.insert(.ownSide) }
        // An election is recorded by whoever may act on one.
        if command.type == .recordElection || state.roster.hasElection(of: side, before: today) {
            situation.insert(.afterElection)
        }
        return situation
    }

    /// Where the issue lives decides; what only handlers may know stands in its case, whatever its label.
    private func needOfIssue(_ action: Action) throws(Refusal) -> Need {
        guard let issue = state.issues[command.subject], let home = issue.home else {
            throw Refusal(.notFound)
        }
        let (acting, situation) = state.standing(of: participant, inCase: command.subject)
        let area: Area =
            switch (command.type.need.area, home) {
            case (.issues, .workerSide): .workerIssues
            case (.issues, .restrictedCase): .cases
            case (let area, _): area
            }
        return Need(actions: [action], area: area, acting: acting, situation: situation)
    }

    /// Comments are for the row's readers, by whoever may comment or write there.
    private func needOfComment() throws(Refusal) -> Need {
        guard let document = command.data["document"]?.string.flatMap(DocumentName.init) else {
            throw Refusal(.valueInvalid, ["field": "document", "expected": "the name of a document"])
        }
        var need = Need(actions: [.comment, .edit], area: document.area, acting: participant)
        if case .restrictedCase(let id) = document {
            (need.acting, need.situation) = state.standing(of: participant, inCase: id)
        }
        return need
    }

    /// What a reporter may do with a case they cannot read.
    private var isReportersOwn: Bool {
        guard state.issues[command.subject]?.reporter == participant.id else { return false }
        switch command.type {
        case .setIssueStatus: return ["withdrawn", "closed_confirmed", "reopened"].contains(word("status"))
        case .setIssueLabel: return true
        default: return false
        }
    }
}
