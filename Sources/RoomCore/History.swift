import CRDT
import Committee
import Crypto

/// The events of a room in the order they were recorded, and which command led to which.
struct History: Sendable {
    /// Shared with a `Picture` as they are: nothing is copied.
    private(set) var events: [Event] = []
    private var places: [Place] = []
    private var byID: [String: Int] = [:]
    /// Where each audience's events stand.
    private var byAudience: [Audience: [Int]] = [:]
    private var answers: [String: (asked: [UInt8], events: [Int])] = [:]

    private struct Place {
        var position: LogPosition
        var sequence: SequenceNumber
        var number: SequenceNumber
    }

    var count: Int { events.count }

    subscript(index: Int) -> RecordedEvent {
        RecordedEvent(
            position: places[index].position, sequence: places[index].sequence,
            number: places[index].number, event: events[index])
    }

    /// All of them from a place on, oldest first.
    func recorded(from first: Int = 0) -> some Sequence<RecordedEvent> {
        (first..<max(first, events.count)).lazy.map { self[$0] }
    }

    /// Those that have events, in a fixed order.
    var audiences: [Audience] { byAudience.keys.sorted { $0.rawValue < $1.rawValue } }

    /// Where the events of an audience stand, oldest first.
    func places(of audience: Audience) -> [Int] { byAudience[audience] ?? [] }

    func contains(id: String) -> Bool { byID[id] != nil }

    mutating func append(_ event: Event, entry: LogEntry, cause: Cause?) {
        byAudience[event.audience, default: []].append(events.count)
        let number = SequenceNumber(places(of: event.audience).count)
        if byID[event.id] == nil { byID[event.id] = events.count }
        if let cause { answers[cause.command, default: (cause.asked, [])].events.append(events.count) }
        events.append(event)
        places.append(Place(position: entry.position, sequence: entry.sequence, number: number))
    }

    /// The event's words go; its numbers stay.
    mutating func erase(at index: Int) {
        let event = events[index]
        events[index] = .erased(event.audience, places[index].sequence, day: event.day)
    }

    /// What the command with this id led to; nil if none was taken.
    func answer(to command: String) -> (asked: [UInt8], events: [RecordedEvent])? {
        guard let answer = answers[command] else { return nil }
        return (answer.asked, answer.events.map { self[$0] })
    }
}

/// An event and its places.
struct RecordedEvent: Sendable {
    var position: LogPosition
    /// Among all entries of its audience.
    var sequence: SequenceNumber
    /// Among the events of its audience: gap-free from 1.
    var number: SequenceNumber
    var event: Event

    var json: AnyValue {
        .object([
            "sequence": .number(Double(sequence)), "audience": .string(event.audience.rawValue),
            "event": event.json,
        ])
    }
}

/// Which command an event answers, as the log keeps it beside the event; nobody is told.
struct Cause: Hashable, Sendable {
    /// The command's id.
    var command: String
    /// Says whether a command sent again is the same, from the same member: SHA-256.
    var asked: [UInt8]

    init(_ command: Command, by participant: Participant) {
        self.command = command.id
        let text = [
            "bipartite-command-v1", participant.id, command.type.rawValue, command.subject,
            command.data.sorted.json,
        ].joined(separator: "\n")
        asked = Array(SHA256.hash(data: Array(text.utf8)))
    }

    init?(json: AnyValue) {
        guard let command = json["command"]?.string,
            let asked = json["asked"]?.string.flatMap(Hexadecimal.bytes)
        else { return nil }
        self.command = command
        self.asked = asked
    }

    var json: AnyValue { .object(["command": .string(command), "asked": .string(Hexadecimal.text(asked))]) }
}

extension AnyValue {
    /// The same value with the members of every object in the order of their keys.
    fileprivate var sorted: AnyValue {
        switch self {
        case .array(let values): .array(values.map(\.sorted))
        case .object(let members):
            .object(
                members.map { Member($0.key, $0.value.sorted) }.sorted {
                    $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
                })
        default: self
        }
    }
}
