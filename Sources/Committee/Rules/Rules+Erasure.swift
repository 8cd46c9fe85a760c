import CRDT

/// Erasing a matter takes two roles: one asks, another agrees. Its words go; that it was there stays.
extension Decision {
    func requestErasure() throws(Refusal) -> [Event] {
        let issue = try issue()
        guard issue.erasureAsked == nil else {
            throw Refusal(.alreadyProposed, ["side": issue.erasureAsked?.by ?? ""])
        }
        return [
            event(
                0, .erasureRequested, to: issue.home ?? .committee, side: participant.role.side,
                given("reason") + [.init("by", .string(participant.role.rawValue))])
        ]
    }

    /// Every audience the matter stood in is told, and of it nothing but that it was there.
    func confirmErasure() throws(Refusal) -> [Event] {
        let issue = try issue()
        guard let asked = issue.erasureAsked else { throw Refusal(.nothingProposed) }
        guard asked.by != participant.role.rawValue else { throw Refusal(.ownProposal) }
        let home = issue.home ?? .committee
        let stood = Set(picture.events.filter { $0.subject == command.subject }.map(\.audience))
        let audiences = [home] + stood.subtracting([home]).sorted { $0.rawValue < $1.rawValue }
        return audiences.enumerated().map { number, audience in
            let label: IssueLabel =
                audience == home
                ? issue.label
                : IssueLabel.allCases.first { $0.audience(of: command.subject) == audience } ?? .committee
            return event(
                number, .issueErased, subject: command.subject, to: audience, side: nil,
                [
                    .init("opened", .string(issue.opened?.text ?? picture.day)),
                    .init("confidentiality", .string(label.rawValue)),
                    .init("status", .string(issue.status.rawValue)), .init("reason", .string(asked.reason)),
                    .init("by", .array([.string(asked.by), .string(participant.role.rawValue)])),
                ])
        }
    }
}

extension Vocabulary {
    static let erasureReason = Vocabulary.words([
        "reporter_asked", "personal_data", "wrong_person", "retention_over",
    ])
}
