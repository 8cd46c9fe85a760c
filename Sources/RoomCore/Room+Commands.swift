import CRDT
import Committee

/// Commands: read, checked, decided by the rules, recorded, answered. `Protocol/commands.md` is the page.
extension Room {
    /// One that came over the room channel.
    mutating func takeCommand(_ message: AnyValue, from connection: ConnectionID, bytes: Int) {
        guard let participant = channel[connection]?.participant else { return }
        let command = message["command"] ?? .null
        let answer = answer(command, bytes: bytes, by: participant)
        let head: [AnyValue.Member] = [
            .init("type", .string("answer")), .init("command", .string(command["id"]?.string ?? "")),
        ]
        let text = AnyValue.object(head + answer.members(in: message["language"]?.string ?? "en")).json
        tell(.stateless([connection], text), isRecorded: answer.isRecorded)
    }

    /// One that came by another way: the shell carries the answer back.
    mutating func takeCommand(_ command: AnyValue, bytes: Int, by participant: Participant, ticket: UInt64) {
        guard let current = current(participant) else {
            return tell(.replied(ticket: ticket, .refused(Refusal(.notFound))))
        }
        let answer = answer(command, bytes: bytes, by: current)
        tell(.replied(ticket: ticket, answer), isRecorded: answer.isRecorded)
    }

    /// A refusal goes out at once, all else when the log holds it.
    private mutating func tell(_ effect: Effect, isRecorded: Bool) {
        if isRecorded { tellWhenFlushed(effect) } else { tell(effect) }
    }

    private mutating func answer(
        _ json: AnyValue, bytes: Int, by participant: Participant
    ) -> CommandAnswer {
        do throws(Refusal) {
            guard bytes <= limits.commandBytesMax else {
                throw tooLong("at most \(limits.commandBytesMax) bytes")
            }
            let command = try Command(json: json)
            let cause = Cause(command, by: participant)
            if let known = try answered(cause) { return recorded(known, for: participant) }
            // Whoever follows the feed hears what is signed before they hear that it is.
            if command.type == .sign { deriveAll() }
            let events = try decide(command, by: participant)
            let before = history.count
            recordAndTell(events, role: participant.role, cause: cause)
            tally.commands += 1
            let own = Array(history.recorded(from: before))
            erase(from: before)
            followRoster(from: before)
            // A due date or a rating is part of what is signed.
            for name in DerivedRows.documents { react(toChangeOf: name, by: participant.side) }
            strikeClocks()
            return recorded(own, for: participant)
        } catch {
            tally.refusals += 1
            return .refused(error)
        }
    }

    /// What a command that was sent before led to.
    private func answered(_ cause: Cause) throws(Refusal) -> [RecordedEvent]? {
        guard let known = history.answer(to: cause.command) else {
            if history.contains(id: cause.command) { throw Refusal(.idUsed) }
            return nil
        }
        guard known.asked == cause.asked else { throw Refusal(.idUsed) }
        return known.events
    }

    /// The picture is gone when this returns: a document kept in it would have the next edit copy it whole.
    private func decide(_ command: Command, by participant: Participant) throws(Refusal) -> [Event] {
        let picture = Picture(
            committee: id, day: day, state: state, documents: documents, events: history.events)
        let events = try Rules.decide(command, by: participant, in: picture)
        guard events.count <= limits.eventsPerCommandMax else {
            throw tooLong("one that leads to at most \(limits.eventsPerCommandMax) events")
        }
        return events
    }

    private func tooLong(_ expected: String) -> Refusal {
        Refusal(.commandUnreadable, ["member": "the command", "expected": expected])
    }

    private func recorded(_ events: [RecordedEvent], for participant: Participant) -> CommandAnswer {
        .recorded(
            events.filter { Permissions.reads(participant, $0.event.audience, in: state) }.map {
                CommandAnswer.Recorded($0)
            })
    }
}

extension CommandAnswer {
    fileprivate var isRecorded: Bool { if case .recorded = self { true } else { false } }
}
