public import CRDT
public import Committee

/// What a client keeps of the room itself between two sittings: documents, events, signed heads, the
/// quarantine, and what became of its commands.
public struct RoomRecord: Hashable, Sendable {
    /// A document as the server's `welcome` lists it.
    public struct Listed: Hashable, Sendable {
        public var name: DocumentName
        public var access: Access
        public var epoch: UInt32

        public init(name: DocumentName, access: Access, epoch: UInt32) {
            self.name = name
            self.access = access
            self.epoch = epoch
        }
    }

    /// An event with its place within its audience.
    public struct NumberedEvent: Hashable, Sendable {
        public var sequence: UInt64
        public var event: Event

        public init(sequence: UInt64, event: Event) {
            self.sequence = sequence
            self.event = event
        }
    }

    public var documents: [Listed] = []
    /// In the order they came.
    public var events: [NumberedEvent] = []
    /// What the server signs heads with, in base64, as it said when it was first met. nil: it named none.
    public internal(set) var serverKey: String?
    /// Heads as the server signed them, the newest of each audience: shown to it again at every reconnect
    /// (D12).
    public var heads: [AnyValue] = []
    /// The last heads that a welcome has confirmed, of audiences of which a newer one was told since. They
    /// are shown beside those: what was told in between proves nothing of what stands before it.
    var confirmedHeads: [AnyValue] = []
    /// Audiences of whose kept head the server has not said what stands there: no newer one takes its place.
    var unproven: Set<String> = []
    /// Heads this client keeps that the server's record no longer holds: it went back in time, or is another.
    /// They stay until the member has acted on them.
    public var alarms: [HeadAlarm] = []
    /// Drafts of a side that were released to this member, as they may be read now.
    public var releases: [DraftRelease] = []
    /// The factory's calendar day at the last welcome.
    public var day = ""
    public var quarantine: [QuarantinedEdit] = []
    /// Commands the server has not answered, oldest first.
    public var commands: [Command] = []
    /// Commands it has turned down, until the member has seen them.
    public var refused: [RefusedCommand] = []

    public init() {}

    /// Per audience the sequence number up to which events are known.
    var known: [Audience: UInt64] {
        var known: [Audience: UInt64] = [:]
        for numbered in events {
            known[numbered.event.audience] = max(known[numbered.event.audience] ?? 0, numbered.sequence)
        }
        return known
    }

    /// Takes in the events that are not known yet, which come in the order of their numbers; says whether
    /// there was one.
    mutating func take(_ new: [NumberedEvent]) -> Bool {
        var known = self.known
        let before = events.count
        for numbered in new where numbered.sequence > known[numbered.event.audience] ?? 0 {
            known[numbered.event.audience] = numbered.sequence
            events.append(numbered)
        }
        return events.count > before
    }

    /// Lets go of all that was told of matters before they were erased.
    mutating func forgetErased() {
        let erased = events.filter { $0.event.knownType == .issueErased }
        events.removeAll { numbered in
            erased.contains {
                numbered.event.audience == $0.event.audience
                    && numbered.event.tells(ofMatter: $0.event.subject)
            }
        }
    }

    /// Keeps the newest head of each audience, but for those that are unproven.
    ///
    /// - Parameter areConfirmed: from a welcome, which was held against the heads kept before.
    mutating func keep(heads new: [AnyValue], areConfirmed: Bool) {
        for head in new {
            guard let audience = head["audience"]?.string, let sequence = head["sequence"]?.double,
                !unproven.contains(audience)
            else { continue }
            if areConfirmed { confirmedHeads.removeAll { $0["audience"]?.string == audience } }
            guard let index = heads.firstIndex(where: { $0["audience"]?.string == audience }) else {
                heads.append(head)
                continue
            }
            guard (heads[index]["sequence"]?.double ?? 0) <= sequence else { continue }
            let isFirst = !confirmedHeads.contains { $0["audience"]?.string == audience }
            if !areConfirmed, isFirst, heads[index] != head { confirmedHeads.append(heads[index]) }
            heads[index] = head
        }
    }

    /// The log that they are of may be gone: only those stay of which the server has still to say what stands
    /// there.
    mutating func forgetHeads() {
        heads.removeAll { !unproven.contains($0["audience"]?.string ?? "") }
        confirmedHeads.removeAll { !unproven.contains($0["audience"]?.string ?? "") }
    }
}

/// The form on disk: one JSON text.
extension RoomRecord {
    public var json: AnyValue {
        .object([
            "documents": .array(
                documents.map {
                    .object([
                        "name": .string($0.name.rawValue),
                        "access": .string($0.access == .write ? "write" : "read"),
                        "epoch": .number(Double($0.epoch)),
                    ])
                }),
            "events": .array(
                events.map {
                    .object([
                        "sequence": .number(Double($0.sequence)),
                        "audience": .string($0.event.audience.rawValue), "event": $0.event.json,
                    ])
                }),
            "key": serverKey.map { .string($0) } ?? .null,
            "heads": .array(heads), "confirmed_heads": .array(confirmedHeads),
            "alarms": .array(alarms.map(\.json)),
            "releases": .array(releases.map(\.json)),
            "day": .string(day),
            "quarantine": .array(
                quarantine.map {
                    .object([
                        "document": .string($0.document.rawValue), "summary": .string($0.summary),
                        "text": .string($0.text),
                    ])
                }),
            "commands": .array(commands.map(\.json)),
            "refused": .array(refused.map(\.json)),
        ])
    }

    /// Reads what `json` wrote; what it does not understand is left out.
    public init(json: AnyValue) {
        documents = (json["documents"]?.array ?? []).compactMap(Listed.init(json:))
        events = (json["events"]?.array ?? []).compactMap(NumberedEvent.init(json:))
        serverKey = json["key"]?.string
        heads = json["heads"]?.array ?? []
        confirmedHeads = json["confirmed_heads"]?.array ?? []
        alarms = (json["alarms"]?.array ?? []).compactMap(HeadAlarm.init(json:))
        releases = (json["releases"]?.array ?? []).compactMap(DraftRelease.init(json:))
        day = json["day"]?.string ?? ""
        quarantine = (json["quarantine"]?.array ?? []).compactMap { entry in
            guard let document = entry["document"]?.string.flatMap(DocumentName.init(rawValue:)) else {
                return nil
            }
            return QuarantinedEdit(
                document: document, summary: entry["summary"]?.string ?? "", text: entry["text"]?.string ?? ""
            )
        }
        commands = (json["commands"]?.array ?? []).compactMap { try? Command(json: $0) }
        refused = (json["refused"]?.array ?? []).compactMap(RefusedCommand.init(json:))
    }
}

extension RoomRecord.Listed {
    init?(json: AnyValue) {
        guard let name = json["name"]?.string.flatMap(DocumentName.init(rawValue:)),
            let epoch = json["epoch"]?.int.flatMap(UInt32.init(exactly:))
        else { return nil }
        self.init(name: name, access: json["access"]?.string == "write" ? .write : .read, epoch: epoch)
    }
}

extension RoomRecord.NumberedEvent {
    init?(json: AnyValue) {
        guard let sequence = json["sequence"]?.int.flatMap(UInt64.init(exactly:)),
            let audience = json["audience"]?.string.flatMap(Audience.init(rawValue:)),
            let body = json["event"], let event = Event(json: body, audience: audience)
        else { return nil }
        self.init(sequence: sequence, event: event)
    }
}
