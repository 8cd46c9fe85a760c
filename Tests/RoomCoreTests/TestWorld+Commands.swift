import CRDT
import Committee
import RoomCore
import SyncProtocol
import Testing

/// The commands of a transcript; `Transcripts/README.md` lists them.
extension TestWorld {
    mutating func run(_ line: String) throws -> [String] {
        let words = line.split(separator: " ", maxSplits: 3).map(String.init)
        let command = words[0]
        let argument = { (index: Int) in words.count > index ? words[index] : "" }
        switch command {
        case "flush": return handle(log.flush(through: UInt64(argument(1)).map(LogPosition.init)))
        case "fail":
            log.crash()
            return handle(.appendFailed(reason: "the disk is full"))
        case "tick":
            now += UInt64(argument(1)) ?? 100
            return handle(.tick(now: now, day: "2024-11-12"))
        case "unload": return handle(.unload)
        case "raise-epochs": return handle(.raiseEpochs(reason: "restored"))
        case "reopen":
            log.crash()
            room = try Self.wake(log, limits)
            return []
        case "rewind":
            log.rewind(to: LogPosition(UInt64(argument(1)) ?? 0))
            room = try Self.wake(log, limits)
            return []
        case "look-up":
            guard !questions.isEmpty else { return ["nothing was asked"] }
            let (number, places) = questions.removeFirst()
            let found = argument(1) == "fails" ? nil : places.compactMap { log.links[$0] }
            return handle(.lookedUp(question: number, found))
        case "import": return handle(.importing(try batch(argument(1), argument(2))))
        case "read":
            let name = try document(argument(1))
            return ["\(name.rawValue): \(Self.text(room.documents[name])), epoch \(room.epoch(of: name))"]
        default: break
        }
        _ = client(argument(1))
        return try run(
            command, by: argument(1), argument(2),
            line.split(separator: " ").dropFirst(3).joined(separator: " "))
    }

    private mutating func run(
        _ command: String, by name: String, _ place: String, _ rest: String
    ) throws -> [String] {
        let client = client(name)
        switch command {
        case "disconnect": return handle(.disconnected(client.id))
        case "enter": return handle(.entered(client.id, Self.participant(name)))
        case "say": return handle(.stateless(client.id, ([place] + [rest]).joined(separator: " ")))
        case "keep-heads":
            let heads = signedHeads()
            clients[name]?.heads = heads
            return []
        case "hello":
            let heads =
                switch place {
                case "heads": signedHeads()
                case "kept": client.heads
                case "forged": client.heads.replacing("\"sequence\": ", with: "\"sequence\": 1")
                default: "[]"
                }
            return handle(.stateless(client.id, "{\"type\": \"hello\", \"after\": {}, \"heads\": \(heads)}"))
        case "join":
            clients[name]?.dialect = rest == "y" ? .yWebSocket : .hocuspocus
            let name = Self.participant(name)
            return handle(
                .joined(client.id, try document(place), name, rest == "y" ? .yWebSocket : .hocuspocus))
        case "leave": return handle(.left(client.id, try document(place)))
        default:
            return handle(.received(client.id, try document(place), try message(command, name, place, rest)))
        }
    }

    /// What a client says about a document.
    private mutating func message(
        _ command: String, _ name: String, _ place: String, _ rest: String
    ) throws -> Message {
        let document = try document(place)
        switch command {
        case "step1": return .sync(.step1(doc(name, document).stateVector))
        case "step2":
            let since = clients[name]?.asked[document] ?? StateVector()
            return .sync(.step2(doc(name, document).encodeStateAsUpdate(since: since)))
        case "type": return .sync(.update(type(rest, name, document)))
        case "type-and-lose":
            _ = type(rest, name, document)
            return .queryAwareness
        case "send-all": return .sync(.update(doc(name, document).encodeStateAsUpdate()))
        case "raw": return .sync(.update(rest.split(separator: " ").compactMap { UInt8($0) }))
        case "as":
            // Writes under somebody else's client id.
            var doc = doc(name, document)
            doc.clientID = ClientID(rest) ?? 0
            let change = doc.edit { transaction in
                let notes = transaction.root("notes", .text)
                transaction.insert("forged", at: 0, in: notes)
            }
            return .sync(.update(change.update))
        case "caret":
            clients[name]?.clock += 1
            let entry = AwarenessUpdate.Entry(
                client: rest.isEmpty ? client(name).id.rawValue : ClientID(rest) ?? 0,
                clock: client(name).clock,
                state: .object(["user": .string("somebody else"), "cursor": .number(1)]))
            return .awareness(AwarenessUpdate([entry]))
        case "broadcast": return .broadcastStateless(rest)
        default:
            Issue.record("no such command: \(command)")
            return .queryAwareness
        }
    }

    private func document(_ text: String) throws -> DocumentName {
        try #require(DocumentName(rawValue: text), "no such document: \(text)")
    }

    private func signedHeads() -> String {
        let heads = log.heads.values.sorted { $0.audience.rawValue < $1.audience.rawValue }.map { head in
            let hash = head.hash.map { hexByte($0) }.joined()
            let signature = Self.signer.sign(head, room: TestLog.room).map { hexByte($0) }.joined()
            return "{\"audience\": \"\(head.audience.rawValue)\", \"sequence\": \(head.sequence), "
                + "\"hash\": \"\(hash)\", \"signature\": \"\(signature)\"}"
        }
        return "[\(heads.joined(separator: ", "))]"
    }

    private func hexByte(_ byte: UInt8) -> String {
        let text = String(byte, radix: 16)
        return text.count == 1 ? "0\(text)" : text
    }

    /// One event for `audience` and one text in the document `place`.
    private func batch(_ audience: String, _ place: String) throws -> ImportBatch {
        let event = Event(
            id: "e-\(audience)", type: "meeting.opened.v1", subject: "s1",
            audience: try #require(Audience(rawValue: audience)), side: nil, day: "2024-11-11", data: .null)
        var doc = Doc(clientID: 900)
        let change = doc.edit { transaction in
            let notes = transaction.root("notes", .text)
            transaction.insert("imported", at: 0, in: notes)
        }
        return ImportBatch(id: "i1", events: [event], updates: [(try document(place), change.update)])
    }
}
