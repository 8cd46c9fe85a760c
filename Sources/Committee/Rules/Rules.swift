import CRDT

/// The rules of the two sides: a command and a picture in, events or a `Refusal` out. Pure, and the same in
/// the room and in the client.
///
/// Start at `decide`; each area has a file of its own (`Rules+Diagnosis`).
public enum Rules {
    /// What a command leads to, in order; the first event has the command's id.
    ///
    /// - Throws: a `Refusal`: nothing may be recorded.
    public static func decide(
        _ command: Command, by participant: Participant, in picture: Picture
    ) throws(Refusal) -> [Event] {
        let decision = Decision(command: command, participant: participant, picture: picture)
        try decision.checkPermission()
        try decision.checkShape()
        let events = try decision.events()
        precondition(events.first?.id == command.id, "the first event has the command's id")
        return events
    }

    /// The factory's day. Where it is none it lies before every date.
    static func today(_ day: String) -> CalendarDay { CalendarDay(day) ?? CalendarDay(trusting: 1, 1, 1) }
}

/// One command on its way to events.
struct Decision {
    let command: Command
    let participant: Participant
    let picture: Picture
    /// Off only in the test that shows what the check is for.
    var comparesDigests = true
    /// By the holder of a case code, who is nobody of the roster.
    var isByCode = false

    var state: CommitteeState { picture.state }

    var today: CalendarDay { Rules.today(picture.day) }

    fileprivate func events() throws(Refusal) -> [Event] {
        switch command.type {
        case .setCompositionRule: try setCompositionRule()
        case .agreePoint: try agreePoint()
        case .disagreePoint: try disagreePoint()
        case .ratePoint: try ratePoint()
        case .confirmCancellation: try confirmCancellation()
        case .declineCancellation: try declineCancellation()
        case .proposeCancellation: try proposeCancellation()
        case .confirmCompletion: try confirmCompletion()
        case .declineCompletion: try declineCompletion()
        case .proposeCompletion: try proposeCompletion()
        case .setDue: try setDue()
        case .reopenItem: try reopenItem()
        case .setStatus: try setStatus()
        case .recordVerification: try recordVerification()
        case .requestVerification: try requestVerification()
        case .recordElection: try recordElection()
        case .nameHandler: try nameHandler()
        case .releaseHandler: try releaseHandler()
        case .revokeKey: try revokeKey()
        case .endMembership: try endMembership()
        case .setOffice: try setOffice()
        case .seatMember: try seatMember()
        case .seatProgramme: try seatProgramme()
        case .recordTraining: try recordTraining()
        case .logVisit: try logVisit()
        case .endProgramme: try endProgramme()
        case .proposeGrant: try proposeGrant()
        case .confirmGrant: try confirmGrant()
        case .declineGrant: try declineGrant()
        case .removeIntegration: try removeIntegration()
        case .openIssue: try openIssue()
        case .setIssueStatus: try setIssueStatus()
        case .setIssueLabel: try setIssueLabel()
        case .linkIssue: try linkIssue()
        case .giveFeedback: try giveFeedback()
        case .setWatch: try setWatch()
        case .answerWatch: try answerWatch()
        case .requestErasure: try requestErasure()
        case .confirmErasure: try confirmErasure()
        case .raiseCandidate: try raiseCandidate()
        case .recordOutcome: try recordOutcome()
        case .proposeHandlers: try proposeHandlers()
        case .confirmHandlers: try confirmHandlers()
        case .releaseCase, .revokeCaseRelease: try releaseCase()
        case .addComment: try addComment()
        case .holdMeeting: try holdMeeting()
        case .circulateMinutes: try circulateMinutes()
        case .correctMinutes: try correctMinutes()
        case .releaseDraft: try releaseDraft()
        case .revokeRelease: try revokeRelease()
        case .requestSignOff: try requestSignOff()
        case .sign: try sign()
        case .withdrawSignature: try withdrawSignature()
        }
    }
}

// MARK: - Before the rule

extension Decision {
    fileprivate func checkShape() throws(Refusal) {
        if command.type.hasSubject, command.subject.isEmpty { throw Refusal(.notFound) }
        guard let flaw = command.type.shape.flaw(in: command.data, isClosed: true) else { return }
        throw Refusal(.valueInvalid, ["field": flaw.field, "expected": flaw.expected])
    }
}

// MARK: - For the rules

extension Decision {
    /// The side of a member; programme roles act for none.
    func side() throws(Refusal) -> Side {
        guard case .member(let side) = participant.role else { throw Refusal(.notPermitted) }
        return side
    }

    /// A word of the command; its shape has been checked.
    func word(_ name: String) -> String { command.data[name]?.string ?? "" }

    /// The named members of the data that are there, in this order.
    func given(_ names: String...) -> [AnyValue.Member] {
        names.compactMap { name in
            guard let value = command.data[name], value != .null, value != .undefined else { return nil }
            return AnyValue.Member(name, value)
        }
    }

    /// The day of something that has happened.
    func dayGone(_ field: String) throws(Refusal) -> CalendarDay {
        guard let day = CalendarDay(word(field)), day <= today else {
            throw Refusal(.valueInvalid, ["field": field, "expected": "today or a day before"])
        }
        return day
    }

    /// The first event of the command: it has the command's id.
    func event(
        _ type: EventType, subject: String? = nil, side: Side?, _ data: [AnyValue.Member] = []
    ) -> Event {
        event(0, type, subject: subject, side: side, data)
    }

    /// The `number`-th event of the command, from 0. Ids after the first are told from the command's, so that
    /// no chance is needed.
    func event(
        _ number: Int, _ type: EventType, subject: String? = nil, to audience: Audience = .committee,
        side: Side?, _ data: [AnyValue.Member] = []
    ) -> Event {
        Event(
            id: EventID.of(command.id, number), type: type, subject: subject ?? command.subject,
            audience: audience, side: side, day: picture.day, data: .object(data))
    }
}
