import CRDT
import SyncProtocol
import TestSupport

@testable import Committee
@testable import RoomCore

/// One scenario: a committee, random people who write, decide, come and go, and every byte each of them
/// is sent, by the way it came.
struct CanaryWalk {
    /// The ways out of a room.
    enum Channel: String, Hashable, CaseIterable {
        case document, presence, channel, answers, refusals, lines, stream, snapshot, matter
    }

    /// A marker that somebody brought in.
    struct Planted {
        var homes: [Home]
        var author: String
        var step: Int
        /// What it stands in, for the report: a document's field or a command.
        var place: String
        /// An id is repeated to whoever asks for it by name; words never are.
        var isID = false
        /// Nothing overwrites it, and it does not fade.
        var stays = true
        /// The row it was said about.
        var subject = ""
    }

    /// A room that lets through what it must not, made from outside: what the search is for.
    enum Leak: String, CaseIterable {
        /// The room takes a member of management for one of the worker side.
        case wrongSide
        /// Every case counts as released to the lead.
        case openCases
        /// Somebody who left is let in again.
        case formerMember
    }

    static let committee = "f1"
    static let people = [
        "w1", "w2", "w3", "w4", "w5", "m1", "m2", "m3", "m4", "m5", "a1", "l1", "p1", "i1", "i2", "s1", "x1",
    ]
    /// Those of them who enter live documents.
    static let live = people.filter { "wmal".contains($0.prefix(1)) }

    var random: SeededGenerator
    let mint = MarkerMint()
    let leak: Leak?
    var room: Room
    var log = HeldLog()
    var facts = Facts()
    var step = 0
    var now: UInt64 = 0
    var day = "2024-11-11"

    var planted: [Int: Planted] = [:]
    /// Until which step somebody could read a home, where they can no longer.
    var readUntil: [Home: [String: Int]] = [:]
    /// The same of those who are told that something was.
    private var heardUntil: [Home: [String: Int]] = [:]
    /// The markers each person received, by the way they came.
    private(set) var found: [String: [Channel: Set<Int>]] = [:]
    private(set) var byteCount = 0
    /// What was searched before: most of what is said is said to many.
    private var searched: [[UInt8]: Set<Int>] = [:]

    var issues: [String] = []
    var drafts: [(id: String, side: Side)] = []
    var rows: [DocumentName: [String]] = [:]
    var accepted: [CommandType: Int] = [:]
    /// Who has said hello on the room channel.
    var entered: Set<String> = []
    /// What is still to come of the stories this scenario tells.
    var story: [Line] = []
    var last = (id: "", subject: "")
    private var eventsSeen = 0
    private var tickets: UInt64 = 0

    init(seed: UInt64, leak: Leak? = nil) throws {
        random = SeededGenerator(seed: seed)
        self.leak = leak
        var limits = RoomLimits()
        limits.quietMilliseconds = 500
        limits.checkpointUpdates = 20
        room = try Room(
            id: Self.committee, image: RoomImage(), limits: limits,
            signer: HeadSigner(seed: [UInt8](repeating: 7, count: 32)), day: day)
        seatEverybody()
        story = stories(Int(seed % 1000))
    }

    mutating func run(steps: Int) {
        for _ in 0..<steps {
            step += 1
            act()
        }
        step += 1
        everybodyReadsEverything()
    }

    // MARK: Into the room and out of it

    mutating func handle(_ input: Room.Input, by person: String? = nil) -> [Room.Effect] {
        spoil()
        let effects = room.handle(input)
        spoil()
        for effect in effects { deliver(effect, to: person) }
        follow()
        return effects
    }

    mutating func flush() {
        while let input = log.flush() { _ = handle(input) }
    }

    /// A command that came by another way than a connection.
    mutating func post(_ command: AnyValue, by person: String) {
        tickets += 1
        _ = handle(
            .commanded(
                ticket: tickets, command, bytes: command.json.utf8.count, by: Self.participant(person)),
            by: person)
    }

    private mutating func deliver(_ effect: Room.Effect, to asker: String?) {
        switch effect {
        case .append(let entries): log.append(entries)
        case .send(let connections, let document, let message):
            for connection in connections {
                let frame = Self.frame(message, about: document, dialect: Self.dialect(of: connection))
                let channel: Channel = if case .awareness = message { .presence } else { .document }
                take(frame, Self.person(of: connection), channel)
            }
        case .stateless(let connections, let text):
            let frame = HocuspocusCodec.encode(.message(address: Self.committee, .stateless(text)))
            let isAnswer = text.hasPrefix(#"{"type":"answer""#) || text.hasPrefix(#"{"type":"error""#)
            for connection in connections {
                take(frame, Self.person(of: connection), isAnswer ? .answers : .channel)
            }
        case .drop(let connection, let document, _, let reason):
            let frame = HocuspocusCodec.encode(
                .message(address: "\(Self.committee)/\(document.rawValue)", .close(reason: reason)))
            take(frame, Self.person(of: connection), .refusals)
        case .dropChannel(let connection, _, let reason):
            let frame = HocuspocusCodec.encode(.message(address: Self.committee, .close(reason: reason)))
            take(frame, Self.person(of: connection), .refusals)
        case .replied(_, let answer):
            for language in ["en", "zh"] {
                let text = AnyValue.object(answer.members(in: language)).json
                if let asker { take(Array(text.utf8), asker, .answers) }
            }
        // For the log of the server, which nobody of the committee reads: no marker may stand there either.
        case .closeRoom(_, let reason): take(Array(reason.utf8), "x1", .refusals)
        case .answered(_, let refusal): take(Array((refusal ?? "").utf8), "x1", .refusals)
        case .lookUp(let question, _):
            _ = handle(.lookedUp(question: question, []))
        case .rosterChanged, .erase, .unloaded: break
        }
    }

    mutating func take(_ bytes: [UInt8], _ person: String, _ channel: Channel) {
        byteCount += bytes.count
        let markers = searched[bytes] ?? MarkerSearch.markers(in: bytes)
        searched[bytes] = markers
        found[person, default: [:]][channel, default: []].formUnion(markers)
    }

    private static func frame(_ message: Message, about document: DocumentName, dialect: Dialect) -> [UInt8] {
        switch dialect {
        case .hocuspocus:
            HocuspocusCodec.encode(.message(address: "\(committee)/\(document.rawValue)", message))
        case .yWebSocket: YWebSocketCodec.encode(message) ?? []
        }
    }

    // MARK: What follows for who may read

    /// Before an event changes who may read a home, whoever reads it until now is noted.
    private mutating func follow() {
        for event in room.events.dropFirst(eventsSeen) {
            if Facts.changes(event) {
                let concerned = Facts.concerns(event)
                for home in Set(planted.values.flatMap(\.homes)) where home.isAbout(concerned) {
                    noteReaders(of: home)
                }
                facts.take(event, at: step)
            }
            if event.knownType == .issueErased { forget(event.subject) }
            if event.knownType == .integrationRegistered { tellName(of: event) }
            if event.knownType == .draftReleased, let side = event.side {
                let reader = event.data["to"]?.string ?? ""
                for person in Self.people where facts.hears(person, releaseTo: reader) {
                    readUntil[.draft(event.subject, side), default: [:]][person] = step
                }
            }
        }
        eventsSeen = room.events.count
    }

    /// The words of an erased matter are gone; those who were told may still know them.
    private mutating func forget(_ issue: String) {
        for (number, planted) in planted
        where planted.subject == issue || planted.homes.contains(where: { $0.isAbout(issue) }) {
            self.planted[number]?.stays = false
        }
    }

    /// The name a grant gives an integration stood in its proposal.
    private mutating func tellName(of event: Event) {
        let name = event.data["name"]?.string ?? ""
        for number in MarkerSearch.markers(in: Array(name.utf8)) {
            planted[number]?.homes.append(.name(event.subject))
        }
    }

    private mutating func noteReaders(of home: Home) {
        if case .issue(let id) = home { noteReaders(of: .matter(id)) }
        for person in Self.people {
            if facts.mayRead(person, home) { readUntil[home, default: [:]][person] = step }
            if facts.hearsOf(person, home) { heardUntil[home, default: [:]][person] = step }
        }
    }

    /// Whether somebody may have learnt of a marker by now, honestly.
    func mayKnow(_ person: String, _ marker: Int) -> Bool {
        guard let planted = planted[marker] else { return false }
        return planted.author == person
            || planted.homes.contains { home in
                if couldRead(person, home, since: planted.step) { return true }
                if planted.isID, couldHear(person, of: home, since: planted.step) { return true }
                guard case .issue(let id) = home, let last = facts.wasCase[id], last >= planted.step else {
                    return false
                }
                return couldRead(person, .matter(id), since: planted.step)
            }
    }

    private func couldRead(_ person: String, _ home: Home, since step: Int) -> Bool {
        facts.mayRead(person, home) || readUntil[home]?[person].map { $0 >= step } ?? false
    }

    private func couldHear(_ person: String, of home: Home, since step: Int) -> Bool {
        facts.hearsOf(person, home) || heardUntil[home]?[person].map { $0 >= step } ?? false
    }

    // MARK: The leaks

    private mutating func spoil() {
        switch leak {
        case .wrongSide: room.roster["m2"]?.role = .member(.worker)
        case .openCases:
            for id in issues where room.state.cases[id]?.releasedTo.contains("advisor_lead") == false {
                let released = Event(
                    id: "leak", type: .caseReleased, subject: id, audience: .restrictedCase(id), day: day,
                    data: .object(["to": .string("advisor_lead")]))
                room.state.take(released)
            }
        case .formerMember: room.roster["x1"] = Participant(id: "x1", name: "x1", role: .member(.worker))
        case nil: break
        }
    }
}

extension Home {
    /// Whether an event about a matter (nil: about the room) may change who reads it.
    fileprivate func isAbout(_ matter: String?) -> Bool {
        switch (self, matter) {
        case (_, nil): true
        case (.issue(let id), let matter?), (.matter(let id), let matter?): id == matter
        case (.area, _), (.draft, _), (.name, _): false
        }
    }
}

/// Draws markers; each is another.
final class MarkerMint {
    private(set) var count = 0

    func next() -> Marker {
        count += 1
        return Marker(number: count)
    }
}

/// A log whose flush waits for the scenario.
struct HeldLog {
    private var waiting: [LogEntry] = []

    mutating func append(_ entries: [LogEntry]) { waiting += entries }

    /// Flushes some of what waits; nil if nothing does.
    mutating func flush() -> Room.Input? {
        guard let last = waiting.last else { return nil }
        let heads = waiting.map {
            Head(
                audience: $0.audience, sequence: $0.sequence,
                hash: [UInt8](repeating: UInt8(truncatingIfNeeded: $0.sequence), count: 32))
        }
        waiting = []
        return .appended(through: last.position, heads: heads)
    }
}

// MARK: - Who is who

extension CanaryWalk {
    static func participant(_ person: String) -> Participant {
        let role: Role =
            switch person.first {
            case "w": .member(.worker)
            case "m": .member(.management)
            case "a": .advisor
            case "l": .advisorLead
            case "p": .programmeAdmin
            case "i": .integration
            default: .assessor
            }
        return Participant(id: person, name: person, role: role)
    }

    static let documents = 64

    /// One connection a person and a document; number 0 is the room channel.
    static func connection(_ person: String, _ number: Int) -> ConnectionID {
        ConnectionID(UInt64((people.firstIndex(of: person) ?? 0) * documents + number + 1))
    }

    static func person(of connection: ConnectionID) -> String {
        people[Int(connection.rawValue - 1) / documents]
    }

    /// Every other person speaks as y-websocket does.
    static func dialect(of connection: ConnectionID) -> Dialect {
        (Int(connection.rawValue - 1) / documents).isMultiple(of: 2) ? .hocuspocus : .yWebSocket
    }

    /// The documents there are, with the numbers of their connections.
    var names: [DocumentName] {
        DocumentName.standing + issues.prefix(Self.documents - 9).map { .restrictedCase($0) }
    }

    func connection(_ person: String, _ name: DocumentName) -> ConnectionID {
        Self.connection(person, 1 + (names.firstIndex(of: name) ?? 0))
    }
}
