import CRDT

/// Cases: restricted rows, their handlers, and candidates for zero tolerance.
extension Decision {
    /// A candidate is told to handlers and advisor at once, in the case's own audience, whatever the row's
    /// label is. Who does not read the case is answered the same whether somebody did it before or not.
    func raiseCandidate() throws(Refusal) -> [Event] {
        let isRaised = state.cases[command.subject]?.isCandidate ?? false
        guard !isRaised || !Permissions.reads(participant, .restrictedCase(command.subject), in: state)
        else { throw Refusal(.noChange) }
        return [
            event(
                0, .candidateRaised, to: .restrictedCase(command.subject), side: participant.role.side,
                given("grounds"))
        ]
    }

    /// What the programme did with a candidate: when the government was informed, who received it, the class
    /// of the outcome; nothing else is kept here.
    func recordOutcome() throws(Refusal) -> [Event] {
        guard Role.programme.contains(participant.role) else { throw Refusal(.notPermitted) }
        guard state.cases[command.subject]?.isCandidate == true else { throw Refusal(.notFound) }
        return [
            event(
                0, .candidateOutcomeRecorded, to: .restrictedCase(command.subject), side: nil,
                given("outcome", "informed_at", "received_by"))
        ]
    }

    /// Handlers are named jointly: one side's handler proposes, the other's confirms. One of each side. A
    /// proposal that names who has left since gives way to another.
    func proposeHandlers() throws(Refusal) -> [Event] {
        let side = try side()
        let named = Set((command.data["handlers"]?.array ?? []).compactMap(\.string))
        if let expected = expectation(ofHandlers: named) {
            throw Refusal(.valueInvalid, ["field": "handlers", "expected": expected])
        }
        if let proposal = state.cases[command.subject]?.proposal, proposal.side == side,
            expectation(ofHandlers: proposal.handlers) == nil
        {
            throw Refusal(.ownProposal)
        }
        return [
            event(
                0, .caseHandlersProposed, to: .restrictedCase(command.subject), side: side,
                given("handlers"))
        ]
    }

    func confirmHandlers() throws(Refusal) -> [Event] {
        let side = try side()
        guard let proposal = state.cases[command.subject]?.proposal else { throw Refusal(.nothingProposed) }
        guard proposal.side != side else { throw Refusal(.ownProposal) }
        if let expected = expectation(ofHandlers: proposal.handlers) {
            throw Refusal(.valueInvalid, ["field": "handlers", "expected": expected])
        }
        return [
            event(
                0, .caseHandlersNamed, to: .restrictedCase(command.subject), side: side,
                [.init("handlers", .array(proposal.handlers.sorted().map(AnyValue.string)))])
        ]
    }

    /// What those named must be where they are not: members today, at least one of each side.
    private func expectation(ofHandlers named: Set<String>) -> String? {
        let sides = named.map { state.roster.member($0)?.side }
        if sides.contains(nil) { return "members of the committee" }
        return Side.allCases.allSatisfy { sides.contains($0) } ? nil : "at least one member of each side"
    }

    /// A handler opens the case to the advisor or the lead, and closes it again for what comes.
    func releaseCase() throws(Refusal) -> [Event] {
        let isReleased = state.cases[command.subject]?.releasedTo.contains(word("to")) ?? false
        let isRevocation = command.type == .revokeCaseRelease
        guard isReleased == isRevocation else { throw Refusal(.noChange) }
        return [
            event(
                0, isRevocation ? .caseReleaseRevoked : .caseReleased, to: .restrictedCase(command.subject),
                side: try side(), given("to"))
        ]
    }
}
