import CRDT
import Committee
import RoomCore
import SyncProtocol
import TestSupport

/// Reading by every way there is, allowed or not.
extension CanaryWalk {
    mutating func open(_ name: DocumentName, _ person: String) {
        let connection = connection(person, name)
        _ = handle(.joined(connection, name, Self.participant(person), Self.dialect(of: connection)))
        _ = handle(.received(connection, name, .sync(.step1(StateVector()))))
    }

    mutating func enter(_ person: String) {
        entered.insert(person)
        let connection = Self.connection(person, 0)
        _ = handle(.entered(connection, Self.participant(person)))
        _ = handle(.stateless(connection, #"{"type":"hello","after":{},"heads":[]}"#))
    }

    /// At the end everybody asks for everything: documents, channel, feeds, snapshots, what others hold.
    mutating func everybodyReadsEverything() {
        flush()
        for person in Self.people {
            enter(person)
            for name in names { open(name, person) }
            _ = handle(.stateless(Self.connection(person, 0), "no message of \(person)"))
        }
        flush()
        now += 6000
        _ = handle(.tick(now: now, day: day))
        flush()
        for person in Self.people { readFeeds(person) }
    }

    mutating func readFeeds(_ person: String) {
        let participant = Self.participant(person)
        let audiences: [Audience] =
            [.committee, .workerSide, .managementSide] + issues.map { .restrictedCase($0) }
        for audience in audiences {
            var after: SequenceNumber = 0
            while case .events(let events, _) = room.feed(
                of: participant, audience, after: after, limit: 200), let last = events.last
            {
                for event in events {
                    let json = event.cloudEvent(room: Self.committee, prefix: "org.example.").json
                    take(Array("\(json)\n".utf8), person, .lines)
                    take(Array("id: \(event.number)\ndata: \(json)\n\n".utf8), person, .stream)
                }
                after = last.number
            }
            if let snapshot = room.snapshot(of: participant, audience) {
                take(Array(snapshot.json.utf8), person, .snapshot)
            }
        }
        for issue in issues {
            guard let answer = room.answer(about: issue, to: participant) else { continue }
            take(Array(answer.json.utf8), person, .matter)
        }
    }

    // MARK: What came of it

    struct Finding: Hashable, CustomStringConvertible {
        var person: String
        var channel: Channel
        var marker: Int
        var place: String

        var description: String { "\(person) has \(place) (marker \(marker)) by \(channel.rawValue)" }
    }

    /// Markers that reached somebody who may not know them.
    func leaks() -> [Finding] {
        found.flatMap { person, channels in
            channels.flatMap { channel, markers -> [Finding] in
                markers.sorted().compactMap { marker in
                    guard !mayKnow(person, marker) else { return nil }
                    let planted = planted[marker]
                    // Whoever asks for an id by name is told the name, whether there is such a thing or not.
                    if planted?.isID == true, channel == .refusals || channel == .answers { return nil }
                    if channel == .matter, isFeedback(marker, to: person) { return nil }
                    return Finding(
                        person: person, channel: channel, marker: marker,
                        place: planted?.place ?? "what nobody wrote")
                }
            }
        }
    }

    /// Whether it is what the handlers say to somebody about a matter they raised.
    private func isFeedback(_ marker: Int, to person: String) -> Bool {
        guard let told = planted[marker], told.place == "command \(CommandType.giveFeedback.rawValue)" else {
            return false
        }
        return planted.values.contains { raised in
            raised.author == person && raised.place == "command \(CommandType.openIssue.rawValue)"
                && told.homes.contains(where: raised.homes.contains)
        }
    }

    /// By which ways markers came that somebody else wrote and the reader may read.
    func arrivals() -> [Channel: Int] {
        var arrived: [Channel: Int] = [:]
        for (person, channels) in found {
            for (channel, markers) in channels {
                arrived[channel, default: 0] += markers.count {
                    planted[$0]?.author != person && mayKnow(person, $0)
                }
            }
        }
        return arrived
    }

    /// Markers that somebody who enters the room live may read at the end, and has not received.
    func missing() -> [String] {
        let got = found.mapValues { $0.values.reduce(into: Set<Int>()) { $0.formUnion($1) } }
        return planted.filter { $0.value.stays && !$0.value.isID }.flatMap { number, planted in
            Self.live.filter { person in
                person != planted.author && got[person]?.contains(number) != true
                    && planted.homes.contains { facts.mayRead(person, $0) }
            }.map { "\(planted.place) (marker \(number)) has not reached \($0)" }
        }.sorted()
    }
}
