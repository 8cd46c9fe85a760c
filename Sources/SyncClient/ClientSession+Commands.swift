import CRDT
public import Committee
import SyncProtocol

/// What is asked for by authority: judged here first, kept on disk, sent in order, answered once.
/// `Protocol/commands.md`.
///
/// A command stays in `RoomRecord.commands` until the server has answered. After a cut it is sent again under
/// the same id, so that it takes effect exactly once, however often the link breaks.
extension ClientSession {
    /// The most bytes a command may have, with the message around it.
    static let commandBytesMax = 64 * 1024

    /// Asks for something by authority. It is kept at once and sent as soon as the link allows; offline it
    /// waits.
    ///
    /// - Throws: the rules' refusal on what is known here: nothing is kept, nothing sent.
    public mutating func command(_ command: Command) throws(Refusal) -> [Effect] {
        guard message(command).utf8.count <= Self.commandBytesMax else {
            throw Refusal(.commandUnreadable, ["member": "data", "expected": "at most 64 KiB in all"])
        }
        guard !room.commands.contains(where: { $0.id == command.id }) else { throw Refusal(.idUsed) }
        _ = try Rules.decide(command, by: actor, in: picture)
        room.commands.append(command)
        return [.room(room)] + sendCommands() + [.statusChanged]
    }

    /// What the rules say to a command before it is asked for; nil if they would record it.
    public func refusal(of command: Command) -> Refusal? {
        do throws(Refusal) {
            _ = try Rules.decide(command, by: actor, in: picture)
            return nil
        } catch {
            return error
        }
    }

    /// What the rules look at here: the events and documents this member has, with the waiting commands as
    /// if they were done. Make it for one decision and drop it.
    public var picture: Picture {
        var documents: [DocumentName: Doc] = [:]
        for (name, copy) in copies { documents[name] = copy.doc }
        var picture = Picture(
            committee: committee, day: day, state: state, documents: documents, events: events)
        for command in room.commands {
            guard let expected = try? Rules.decide(command, by: actor, in: picture) else { continue }
            for event in expected { picture.state.take(event) }
            picture.events += expected
        }
        return picture
    }

    /// The factory's calendar day, as far as it is known here: the last welcome's, or a later event's.
    public var day: String {
        max(room.day, room.events.last?.event.day ?? "")
    }

    /// What is wrong with the server's record, as far as this client's heads tell.
    public var alarms: [HeadAlarm] { room.alarms }

    /// Forgets the alarms once the member has acted on them.
    public mutating func clearAlarms() -> [Effect] {
        guard !room.alarms.isEmpty else { return [] }
        room.alarms = []
        return [.room(room), .statusChanged]
    }

    /// Drafts of a side that are released to this member, oldest first.
    public var releases: [DraftRelease] { room.releases }

    /// Commands the server has not answered, oldest first.
    public var waitingCommands: [Command] { room.commands }

    /// Commands the server has turned down, oldest first: shown to the member, who decides what to do now.
    public var refusedCommands: [RefusedCommand] { room.refused }

    /// Forgets the refused commands once the member has seen them.
    public mutating func clearRefusedCommands() -> [Effect] {
        guard !room.refused.isEmpty else { return [] }
        room.refused = []
        return [.room(room), .statusChanged]
    }

    /// Forgets one refused command, which the member has just been told of.
    public mutating func forgetRefused(_ id: String) -> [Effect] {
        guard room.refused.contains(where: { $0.command.id == id }) else { return [] }
        room.refused.removeAll { $0.command.id == id }
        return [.room(room), .statusChanged]
    }

    /// This member as the roster has them now.
    var actor: Participant {
        state.roster.member(participant.id)?.participant ?? participant
    }

    // MARK: The link

    /// Sends what waits, once all edits made before it are on their way: a signature counts only on the text
    /// it was given for.
    mutating func sendCommands() -> [Effect] {
        guard link == .online, sentCommands.count < room.commands.count else { return [] }
        var effects: [Effect] = []
        for (name, copy) in copies.sorted(by: { $0.key.rawValue < $1.key.rawValue })
        where !copy.unsent.isEmpty && !opened.contains(name) {
            effects += open(name)
        }
        guard opened.allSatisfy(hasSentEverything) else { return effects }
        for command in room.commands where sentCommands.insert(command.id).inserted {
            effects.append(send(.stateless(message(command)), to: nil))
        }
        return effects
    }

    private func message(_ command: Command) -> String {
        AnyValue.object([
            "type": .string("command"), "language": .string(language), "command": command.json,
        ]).json
    }

    /// Whether every edit of a document is on its way, or will never be.
    private func hasSentEverything(_ name: DocumentName) -> Bool {
        guard let copy = copies[name], room.documents.contains(where: { $0.name == name }),
            !isReadOnly(name)
        else { return true }
        return copy.phase == .joined && copy.arrival == nil && copy.refused.isEmpty
            && copy.inFlight.reduce(0, +) == copy.unsent.count
    }

    /// The server's word on one command; a second one on the same changes nothing.
    mutating func answered(_ json: AnyValue) -> [Effect] {
        guard let id = json["command"]?.string,
            let index = room.commands.firstIndex(where: { $0.id == id })
        else { return [] }
        let command = room.commands.remove(at: index)
        sentCommands.remove(id)
        var answer = CommandAnswer.recorded(command)
        if let refusal = json["refusal"] {
            let refused = RefusedCommand(command: command, refusal: refusal)
            room.refused.append(refused)
            answer = .refused(refused)
        }
        return [.room(room), .answered(answer), .statusChanged]
    }

    /// Takes in events that are not known yet; nil if there was none.
    mutating func take(_ new: [RoomRecord.NumberedEvent]) -> [Effect]? {
        let before = room.events.count
        guard room.take(new) else { return nil }
        for numbered in room.events[before...] { state.take(numbered.event) }
        let erased = room.events[before...].map(\.event).filter { $0.knownType == .issueErased }
        guard !erased.isEmpty else { return [] }
        // What was kept of it here goes too.
        room.forgetErased()
        state = CommitteeState(room.events.map(\.event))
        return erased.flatMap { letGo(ofErased: $0) }
    }
}

extension ClientSession {
    /// The newest signed head of the audience both sides read: a signature names it as the history its
    /// signer knew. nil before the first welcome.
    public var committeeHead: SignatureStatement.Head? {
        let head = room.heads.first { $0["audience"]?.string == Audience.committee.rawValue }
        guard let sequence = head?["sequence"]?.int, let hash = head?["hash"]?.string else { return nil }
        return .init(sequence: sequence, hash: hash)
    }
}
