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
        switch command.type {
        case .ratePoint: return try decision.ratePoint()
        case .requestSignOff: return try decision.requestSignOff()
        case .sign: return try decision.sign()
        case .withdrawSignature: return try decision.withdrawSignature()
        }
    }
}

/// One command on its way to events.
struct Decision {
    let command: Command
    let participant: Participant
    let picture: Picture
    /// Off only in the test that shows what the check is for.
    var comparesDigests = true

    /// The side of a member; programme roles act for none.
    func side() throws(Refusal) -> Side {
        guard case .member(let side) = participant.role else { throw Refusal(.notPermitted) }
        return side
    }

    /// A value of the command that a vocabulary admits.
    func value(_ name: String, _ vocabulary: Vocabulary) throws(Refusal) -> AnyValue {
        guard let value = command.data[name], vocabulary.admits(value) else {
            throw Refusal(.valueInvalid, ["field": name, "expected": vocabulary.expected])
        }
        return value
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
