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

    /// Every audience that was told of the matter hears that it is gone: where it stood, that it was there;
    /// where only a name or a comment was, nothing of it.
    func confirmErasure() throws(Refusal) -> [Event] {
        let issue = try issue()
        guard let asked = issue.erasureAsked else { throw Refusal(.nothingProposed) }
        guard asked.by != participant.role.rawValue else { throw Refusal(.ownProposal) }
        let home = issue.home ?? .committee
        let told = picture.events.filter { $0.tells(ofMatter: command.subject) }
        let stood = Set(told.filter { $0.knownType == .issueOpened }.map(\.audience)).union([home])
        let audiences =
            [home] + Set(told.map(\.audience)).subtracting([home]).sorted { $0.rawValue < $1.rawValue }
        return audiences.enumerated().map { number, audience in
            event(
                number, .issueErased, to: audience, side: nil,
                (stood.contains(audience) ? whatIsLeft(of: issue, in: audience) : []) + [
                    .init("reason", .string(asked.reason)),
                    .init("by", .array([.string(asked.by), .string(participant.role.rawValue)])),
                ])
        }
    }

    private func whatIsLeft(of issue: IssueState, in audience: Audience) -> [AnyValue.Member] {
        let labels = [issue.label] + issue.readUnder.reversed()
        let label = labels.first { $0.audience(of: command.subject) == audience }
        return [
            .init("opened", .string(issue.opened?.text ?? picture.day)),
            .init("confidentiality", .string((label ?? .committee).rawValue)),
            .init("status", .string(issue.status.rawValue)),
        ]
    }
}

extension Event {
    /// An erasing that leaves a row; where the matter did not stand there is none to leave.
    var leavesErasedRow: Bool { knownType == .issueErased && data["status"] != nil }

    /// Whether it tells of a matter, so that it goes when the matter is erased. What bears the same id
    /// elsewhere, such as the signatures of a plan item, is about something else and stays.
    public func tells(ofMatter id: String) -> Bool {
        guard subject == id, knownType != .issueErased else { return false }
        // A type of a later version: rather gone than kept.
        guard let knownType else { return true }
        guard knownType == .commentAdded else { return [.issues, .cases].contains(knownType.area) }
        let document = data["document"]?.string.flatMap(DocumentName.init)
        return document.map { DocumentName.homes(ofMatter: id).contains($0) } ?? true
    }
}

extension DocumentName {
    /// Where a matter may stand, under one label or another.
    public static func homes(ofMatter id: String) -> [DocumentName] {
        [.issues, .issuesWorker, .restrictedCase(id)]
    }
}

extension Vocabulary {
    static let erasureReason = Vocabulary.words([
        "reporter_asked", "personal_data", "wrong_person", "retention_over",
    ])
}
