import CRDT
import Committee
import SyncClient
import SyncProtocol

/// A server small enough to see through: one committee, documents without rules, everything flushed at once
/// unless the flush is held back. It speaks the Hocuspocus framing of `Protocol/sync.md`.
struct Relay {
    struct Document {
        var doc = Doc(clientID: 0)
        var epoch: UInt32 = 1
    }

    static let committee = "factory"
    var documents: [DocumentName: Document] = [:]
    var events: [RoomRecord.NumberedEvent] = []
    var heads: [AnyValue] = []
    /// What it says it signs heads with.
    var key: String?
    /// What it says stands at the places of a client's heads; nil: nothing.
    var links: [AnyValue]?
    var access = "write"
    /// What the server says about updates from now on.
    var takesUpdates = true
    /// Frames wait here while the flush is held back.
    var isHoldingFlush = false
    /// Which commands are turned down.
    var refuses: (Command) -> Bool = { _ in false }
    /// The answer to each command taken, by its id, and the plan's notes at that moment.
    private(set) var answers: [String: AnyValue] = [:]
    private(set) var notesAtCommand: [String: String] = [:]
    /// Connections that hear events.
    private var welcomed: Set<Int> = []
    private(set) var outbox: [(connection: Int, frame: [UInt8])] = []
    private var held: [(connection: Int, frame: [UInt8])] = []
    private var open: [Int: [DocumentName: Bool]] = [:]
    /// Every message that came in, for tests that look.
    private(set) var heard: [(connection: Int, document: String, message: Message)] = []

    init() {
        for name in [DocumentName.plan, .issues] { documents[name] = Document() }
    }

    mutating func takeOutbox() -> [(connection: Int, frame: [UInt8])] {
        defer { outbox = [] }
        return outbox
    }

    mutating func releaseFlush() {
        isHoldingFlush = false
        outbox += held
        held = []
    }

    mutating func disconnect(_ connection: Int) {
        open[connection] = nil
        welcomed.remove(connection)
        outbox.removeAll { $0.connection == connection }
        held.removeAll { $0.connection == connection }
    }

    /// The folder goes back to an old copy: its documents enter a new epoch.
    mutating func restore(_ old: [DocumentName: Document]) {
        for (name, document) in old {
            let epoch = (documents[name]?.epoch ?? 0) + 1
            documents[name] = Document(doc: document.doc, epoch: epoch)
        }
        open = [:]
        (outbox, held) = ([], [])
    }

    /// Everybody hears of heads, as they do while these change.
    mutating func tell(heads: [AnyValue]) {
        let message = AnyValue.object(["type": .string("heads"), "heads": .array(heads)])
        for hearer in welcomed.sorted() { send(.stateless(message.json), nil, hearer) }
    }

    mutating func receive(_ frame: [UInt8], from connection: Int) {
        guard case .message(let address, let message)? = try? HocuspocusCodec.decode(frame, limits: .standard)
        else { return }
        heard.append((connection, address, message))
        let name = address.split(separator: "/").dropFirst().first.flatMap {
            DocumentName(rawValue: String($0))
        }
        if let name {
            receive(message, about: name, connection)
        } else {
            receive(onChannel: message, connection)
        }
    }

    private mutating func receive(onChannel message: Message, _ connection: Int) {
        switch message {
        case .auth(.token(let token, _)):
            send(
                .auth(token == "bad" ? .denied(reason: "token") : .authenticated(readOnly: false)), nil,
                connection)
        case .stateless(let text):
            let json = (try? AnyValue(json: text)) ?? .null
            if json["type"]?.string == "command" { return receive(command: json, connection) }
            let after = json["after"]?["committee"]?.int ?? 0
            let listed = documents.keys.sorted { $0.rawValue < $1.rawValue }.map { name in
                AnyValue.object([
                    "name": .string(name.rawValue), "access": .string(access),
                    "epoch": .number(Double(documents[name]?.epoch ?? 0)),
                ])
            }
            let news = events.filter { Int($0.sequence) > after }.map { numbered in
                AnyValue.object([
                    "sequence": .number(Double(numbered.sequence)),
                    "audience": .string(numbered.event.audience.rawValue), "event": numbered.event.json,
                ])
            }
            let welcome = AnyValue.object([
                "type": .string("welcome"), "documents": .array(listed), "events": .array(news),
                "heads": .array(heads), "day": .string("2024-11-11"),
                "key": key.map { .string($0) } ?? .undefined,
                "links": links.map { .array($0) } ?? .undefined,
            ])
            send(.stateless(welcome.json), nil, connection)
            welcomed.insert(connection)
        default: break
        }
    }

    /// A command is taken once under its id; sent again it is answered as the first time.
    private mutating func receive(command json: AnyValue, _ connection: Int) {
        guard let command = json["command"].flatMap({ try? Command(json: $0) }) else { return }
        if answers[command.id] == nil {
            notesAtCommand[command.id] = documents[.plan].map { Network.notes($0.doc) }
            var answer: [AnyValue.Member] = [
                .init("type", .string("answer")), .init("command", .string(command.id)),
            ]
            if refuses(command) {
                answer.append(.init("refusal", Refusal(.notPermitted).json(in: "en")))
            } else {
                record(command, side: connection == 1 ? .worker : .management)
                answer.append(.init("events", .array([])))
            }
            answers[command.id] = .object(answer)
        }
        if let answer = answers[command.id] { send(.stateless(answer.json), nil, connection) }
    }

    private mutating func record(_ command: Command, side: Side) {
        let event = Event(
            id: command.id, type: .pointRated, subject: command.subject, audience: .committee, side: side,
            day: "2024-11-11", data: command.data)
        let numbered = RoomRecord.NumberedEvent(sequence: UInt64(events.count + 1), event: event)
        events.append(numbered)
        let message = AnyValue.object([
            "type": .string("event"), "audience": .string("committee"),
            "sequence": .number(Double(numbered.sequence)), "event": event.json,
        ])
        for hearer in welcomed.sorted() { send(.stateless(message.json), nil, hearer) }
    }

    private mutating func receive(_ message: Message, about name: DocumentName, _ connection: Int) {
        switch message {
        case .auth(.token):
            open[connection, default: [:]][name] = false
            send(.auth(.authenticated(readOnly: access == "read")), name, connection)
        case .sync(.step1(let vector)):
            guard let doc = documents[name]?.doc else { return }
            send(.sync(.step2(doc.encodeStateAsUpdate(since: vector))), name, connection)
            send(.sync(.step1(doc.stateVector)), name, connection)
        case .syncReply(.step1(let vector)):
            guard let doc = documents[name]?.doc else { return }
            send(.sync(.step2(doc.encodeStateAsUpdate(since: vector))), name, connection)
        case .sync(.step2(let update)), .sync(.update(let update)): take(update, name, connection)
        case .awareness(let update):
            for other in open.keys.sorted() where other != connection && open[other]?[name] != nil {
                let named = update.entries.map { entry in
                    guard entry.state != .null else { return entry }
                    return AwarenessUpdate.Entry(
                        client: entry.client, clock: entry.clock,
                        state: .object([
                            "user": .object([
                                "name": .string("Member \(connection)"),
                                "letter": .string(connection == 1 ? "W" : "M"),
                            ]), "cursor": entry.state["cursor"] ?? .null,
                        ]))
                }
                send(.awareness(AwarenessUpdate(named)), name, other)
            }
        default: break
        }
    }

    private mutating func take(_ update: [UInt8], _ name: DocumentName, _ connection: Int) {
        guard let change = try? (takesUpdates ? documents[name]?.doc.apply(update) : Change()) else { return }
        let isApplied = takesUpdates || update == [0, 0]
        send(.syncStatus(isApplied: isApplied), name, connection)
        guard !change.isEmpty else { return }
        for other in open.keys.sorted() where other != connection && open[other]?[name] != nil {
            send(.sync(.update(change.update)), name, other)
        }
    }

    mutating func send(_ message: Message, _ name: DocumentName?, _ connection: Int) {
        let address = name.map { "\(Self.committee)/\($0.rawValue)" } ?? Self.committee
        let frame = HocuspocusCodec.encode(.message(address: address, message))
        if isHoldingFlush { held.append((connection, frame)) } else { outbox.append((connection, frame)) }
    }
}
