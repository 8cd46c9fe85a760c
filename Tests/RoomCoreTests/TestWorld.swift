import CRDT
import Committee
import RoomCore
import SyncProtocol

/// One room, its log, and clients with documents of their own, driven by the commands of a transcript.
///
/// A connection is named after its member: `w1`, or `w1.2` for a second one. Whatever the room sends is
/// taken in by the client at once and told as what the client then reads.
struct TestWorld {
    struct Client {
        var id: ConnectionID
        var docs: [DocumentName: Doc] = [:]
        /// The state vector of the server's last step1.
        var asked: [DocumentName: StateVector] = [:]
        var dialect = Dialect.hocuspocus
        var clock: UInt64 = 0
        /// Signed heads as the client keeps them, in JSON.
        var heads = "[]"
    }

    static let signer = HeadSigner(seed: [UInt8](repeating: 7, count: 32))
    var room: Room
    var log = TestLog()
    var limits = RoomLimits()
    var clients: [String: Client] = [:]
    var now: UInt64 = 0
    /// Commands that came by another way than a connection.
    var tickets: UInt64 = 0
    /// What the room asked the log, oldest first.
    var questions: [(number: UInt64, places: [ChainPlace])] = []

    init() throws {
        limits.checkpointUpdates = 4
        limits.presencesPerConnectionMax = 2
        limits.clientsPerMemberMax = 4
        room = try Self.wake(log, limits)
    }

    static func wake(_ log: TestLog, _ limits: RoomLimits) throws -> Room {
        try Room(id: TestLog.room, image: log.image, limits: limits, signer: signer, day: "2024-11-11")
    }

    static func participant(_ name: String) -> Participant {
        let id = String(name.prefix { $0 != "." })
        let role: Role =
            switch id.first {
            case "w": .member(.worker)
            case "m": .member(.management)
            case "i": .integration
            case "p": .programmeAdmin
            case "s": .assessor
            default: .advisor
            }
        return Participant(id: id, name: id.uppercased(), role: role)
    }

    /// The client, made at its first mention: its client id is its number.
    mutating func client(_ name: String) -> Client {
        if let client = clients[name] { return client }
        let client = Client(id: ConnectionID(UInt64(clients.count + 1)))
        clients[name] = client
        return client
    }

    mutating func doc(_ name: String, _ document: DocumentName) -> Doc {
        let client = client(name)
        return client.docs[document] ?? Doc(clientID: client.id.rawValue)
    }

    /// Takes all of the notes out and returns the update.
    mutating func clear(_ name: String, _ document: DocumentName) -> [UInt8] {
        var doc = doc(name, document)
        let change = doc.edit { transaction in
            let notes = transaction.root("notes", .text)
            transaction.delete(at: 0, count: transaction.length(of: notes), in: notes)
        }
        clients[name]?.docs[document] = doc
        return change.update
    }

    /// Writes at the end of the notes and returns the update.
    mutating func type(_ text: String, _ name: String, _ document: DocumentName) -> [UInt8] {
        var doc = doc(name, document)
        let change = doc.edit { transaction in
            let notes = transaction.root("notes", .text)
            transaction.insert(text, at: transaction.length(of: notes), in: notes)
        }
        clients[name]?.docs[document] = doc
        return change.update
    }

    static func text(_ doc: Doc?) -> String {
        guard let doc, let notes = doc.root("notes") else { return "\"\"" }
        return "\"\(doc.string(notes))\""
    }

    mutating func handle(_ input: Room.Input) -> [String] {
        room.handle(input).flatMap { tell($0) }
    }
}

// MARK: What the room answers, in words

extension TestWorld {
    private mutating func tell(_ effect: Room.Effect) -> [String] {
        switch effect {
        case .append(let entries):
            log.append(entries)
            return entries.map { entry in
                let about = entry.document.map { "\($0.rawValue) epoch \(entry.epoch)" } ?? "-"
                let role = entry.role?.rawValue ?? "server"
                return "append \(entry.position.rawValue): \(entry.kind) \(about), "
                    + "\(entry.audience.rawValue) \(entry.sequence), by \(role)"
            }
        case .send(let connections, let document, let message):
            return connections.map {
                "\(name(of: $0)) \(document.rawValue): \(tell(message, to: $0, document))"
            }
        case .stateless(let connections, let text):
            return connections.map { "\(name(of: $0)) channel: \(shortened(text))" }
        case .drop(let connection, let document, let code, let reason):
            return ["\(name(of: connection)) \(document.rawValue): dropped \(code.rawValue) \(reason)"]
        case .erase(let erasure):
            log.erase(erasure)
            let places = erasure.events.map { String($0.rawValue) }.joined(separator: ", ")
            let names = erasure.documents.map(\.rawValue).joined(separator: ", ")
            return ["erase \(places)\(names.isEmpty ? "" : "; before its epoch: \(names)")"]
        case .lookUp(let question, let places):
            questions.append((question, places))
            return [
                "look up " + places.map { "\($0.audience.rawValue) \($0.sequence)" }.joined(separator: ", ")
            ]
        case .closeRoom(let code, let reason): return ["room closed \(code.rawValue) \(reason)"]
        case .answered(let id, let refusal): return ["answered \(id): \(refusal ?? "done")"]
        case .dropChannel(let connection, let code, let reason):
            return ["\(name(of: connection)) channel: dropped \(code.rawValue) \(reason)"]
        case .replied(let ticket, let answer):
            return ["replied \(ticket): \(shortened(AnyValue.object(answer.members(in: "en")).json))"]
        case .rosterChanged(let standing):
            let revoked = standing.revokedKeys.keys.sorted()
            return ["roster: \(standing.members.map(\.id).joined(separator: ", "))"]
                + (revoked.isEmpty ? [] : ["void keys of: \(revoked.joined(separator: ", "))"])
        case .unloaded: return ["unloaded"]
        }
    }

    private func name(of connection: ConnectionID) -> String {
        clients.first { $0.value.id == connection }?.key ?? "nobody"
    }

    private mutating func tell(
        _ message: Message, to connection: ConnectionID, _ document: DocumentName
    ) -> String {
        switch message {
        case .sync(.step1(let vector)):
            clients[name(of: connection)]?.asked[document] = vector
            let clocks = vector.clocks.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
            return "step1 {\(clocks.joined(separator: ", "))}"
        case .sync(.step2(let update)): return "step2, reads \(take(update, connection, document))"
        case .sync(.update(let update)): return "update, reads \(take(update, connection, document))"
        case .awareness(let update):
            return "awareness "
                + update.entries.map { "\($0.client)@\($0.clock) \($0.state.json)" }.joined(separator: " ")
        case .syncStatus(let isApplied): return isApplied ? "saved" : "not saved"
        case .auth(.authenticated(let readOnly)): return readOnly ? "readonly" : "read-write"
        default: return "\(message)"
        }
    }

    private mutating func take(
        _ update: [UInt8], _ connection: ConnectionID, _ document: DocumentName
    ) -> String {
        let name = name(of: connection)
        var doc = doc(name, document)
        do { try doc.apply(update) } catch { return "an error: \(error)" }
        clients[name]?.docs[document] = doc
        return Self.text(doc) + (doc.hasPending ? " and misses something" : "")
    }

    /// Hashes and signatures by their first eight digits.
    private func shortened(_ text: String) -> String {
        text.split(separator: "\"", omittingEmptySubsequences: false).map { part in
            let isHex = part.count >= 64 && part.allSatisfy(\.isHexDigit)
            return isHex ? "\(part.prefix(8))..." : String(part)
        }.joined(separator: "\"")
    }
}
