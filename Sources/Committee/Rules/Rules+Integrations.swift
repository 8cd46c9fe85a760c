import CRDT

/// What leaves the room to a program is decided by both sides, area by area; either side ends it alone.
extension Decision {
    func proposeGrant() throws(Refusal) -> [Event] {
        let side = try side()
        let areas = (command.data["areas"]?.array ?? []).compactMap(\.string)
        guard !areas.isEmpty, Set(areas).count == areas.count else {
            throw Refusal(.valueInvalid, ["field": "areas", "expected": "at least one area, each once"])
        }
        try checkProgram(named: word("name"))
        let asked = IntegrationGrant(name: word("name"), areas: areas)
        guard state.roster.grants[command.subject] != asked else { throw Refusal(.noChange) }
        // Another proposal takes the place of the one that waits.
        if let waiting = state.roster.grantProposals[command.subject], waiting.grant == asked {
            throw waiting.side == side
                ? Refusal(.ownProposal) : Refusal(.alreadyProposed, ["side": waiting.side.rawValue])
        }
        return [event(.grantProposed, side: side, asked.data)]
    }

    /// What was seen is confirmed, and not what has taken its place since.
    func confirmGrant() throws(Refusal) -> [Event] {
        let side = try side()
        guard let waiting = state.roster.grantProposals[command.subject] else {
            throw Refusal(.nothingProposed)
        }
        guard waiting.side != side else { throw Refusal(.ownProposal) }
        let seen = (command.data["areas"]?.array ?? []).compactMap(\.string)
        guard seen.count == waiting.grant.areas.count, Set(seen) == Set(waiting.grant.areas) else {
            let proposed = waiting.grant.areas.joined(separator: ", ")
            throw Refusal(.valueInvalid, ["field": "areas", "expected": "what was proposed: \(proposed)"])
        }
        // Somebody may have been seated under the id, or under such a name, while the grant waited.
        try checkProgram(named: waiting.grant.name)
        return [event(.integrationRegistered, side: side, waiting.grant.data)]
    }

    /// A program's id was never a person's, and its name looks like nobody's.
    private func checkProgram(named name: String) throws(Refusal) {
        guard Vocabulary.isName(command.subject),
            state.roster.known[command.subject].map({ $0.role == .integration }) ?? true
        else { throw Refusal(.memberIDUsed, ["member": command.subject]) }
        try checkName(name, of: command.subject, among: state.roster.members)
    }

    /// The other side says no, or the own side takes it back.
    func declineGrant() throws(Refusal) -> [Event] {
        let side = try side()
        guard state.roster.grantProposals[command.subject] != nil else { throw Refusal(.nothingProposed) }
        return [event(.grantDeclined, side: side, given("reason"))]
    }

    func removeIntegration() throws(Refusal) -> [Event] {
        let side = try side()
        guard state.roster.member(command.subject)?.role == .integration else { throw Refusal(.notFound) }
        return [event(.integrationRemoved, side: side)]
    }
}
