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
        case "feed":
            // `feed WHO AUDIENCE AFTER`
            let audience = try #require(Audience(rawValue: argument(2)))
            return feed(of: argument(1), audience, after: UInt64(argument(3)) ?? 0)
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
        case "seat":
            return handle(.importing(try seating(line.split(separator: " ").dropFirst().map(String.init))))
        case "grant": return handle(.importing(granting(argument(1), Array(words.dropFirst(2)))))
        case "leave-committee": return handle(.importing(try leaving(argument(1))))
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
        case "command":
            let command = Self.command(([place] + [rest]).joined(separator: " "))
            return handle(.stateless(client.id, "{\"type\": \"command\", \"command\": \(command)}"))
        case "post":
            tickets += 1
            let command = Self.command(([place] + [rest]).joined(separator: " "))
            return handle(
                .commanded(
                    ticket: tickets, try AnyValue(json: command), bytes: command.utf8.count,
                    by: Self.participant(name)))
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
        case "clear": return .sync(.update(clear(name, document)))
        case "point":
            var doc = doc(name, document)
            let change = doc.edit { Projection.addRow(id: rest, to: document, in: &$0) }
            clients[name]?.docs[document] = doc
            return .sync(.update(change.update))
        case "write":
            // Writes at the end of a row's text.
            let words = rest.split(separator: " ", maxSplits: 2).map(String.init)
            var doc = doc(name, document)
            let change = doc.edit { transaction in
                guard
                    let text = Projection.text(
                        field: words[1], row: words[0], of: document, in: &transaction)
                else {
                    Issue.record("no text \(words[1])")
                    return
                }
                transaction.insert(words[2], at: transaction.length(of: text), in: text)
            }
            clients[name]?.docs[document] = doc
            return .sync(.update(change.update))
        case "set":
            let words = rest.split(separator: " ", maxSplits: 2).map(String.init)
            var doc = doc(name, document)
            let value = try AnyValue(json: words[2])
            let change = doc.edit { transaction in
                let why = Projection.set(
                    field: words[1], to: value, row: words[0], of: document, in: &transaction)
                if let why { Issue.record("\(why)") }
            }
            clients[name]?.docs[document] = doc
            return .sync(.update(change.update))
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

    private mutating func feed(
        of name: String, _ audience: Audience, after number: SequenceNumber
    ) -> [String] {
        switch room.feed(of: Self.participant(name), audience, after: number, limit: 100) {
        case .events(let events, let end):
            return events.map { event in
                let json = event.cloudEvent(room: TestLog.room, prefix: "org.example.")
                return "\(name) reads \(json.json)"
            } + ["\(name) is at the end, \(end)"]
        case .belowRetention: return ["\(name): below retention"]
        case .notFound: return ["\(name): not found"]
        }
    }

    /// `7 TYPE SUBJECT {...}`: the command whose id ends in 7.
    private static func command(_ words: String) -> String {
        let parts = words.split(separator: " ", maxSplits: 3).map(String.init)
        let digits = parts.first ?? ""
        let id =
            "00000000-0000-4000-8000-" + String(repeating: "0", count: max(0, 12 - digits.count)) + digits
        return "{\"id\": \"\(id)\", \"type\": \"\(parts.count > 1 ? parts[1] : "")\", "
            + "\"subject\": \"\(parts.count > 2 ? parts[2] : "")\", "
            + "\"data\": \(parts.count > 3 ? parts[3] : "{}")}"
    }

    private func seating(_ names: [String]) throws -> ImportBatch {
        let events = names.flatMap { name -> [Event] in
            let id = String(name.prefix { $0 != "!" })
            let joined = Event(
                id: "e-\(id)", type: "aps".contains(id.prefix(1)) ? .programmeJoined : .memberJoined,
                subject: id,
                audience: .committee, day: "2024-11-11",
                data: .object([
                    "role": .string(Self.participant(id).role.rawValue), "name": .string(id.uppercased()),
                ]))
            guard name.hasSuffix("!") else { return [joined] }
            let named = Event(
                id: "e-handler-\(id)", type: .handlerNamed, subject: id, audience: .committee,
                day: "2024-11-11", data: .object([:]))
            return [joined, named]
        }
        return ImportBatch(id: "seats", events: events, updates: [])
    }

    private mutating func granting(_ name: String, _ areas: [String]) -> ImportBatch {
        tickets += 1
        let event = Event(
            id: "e-grant-\(tickets)", type: areas.isEmpty ? .integrationRemoved : .integrationRegistered,
            subject: name, audience: .committee, day: "2024-11-11",
            data: .object([
                "name": .string("board"), "areas": .array(areas.map { .string($0) }),
            ]))
        return ImportBatch(id: "grant", events: [event], updates: [])
    }

    private func leaving(_ name: String) throws -> ImportBatch {
        let isHandler = name.hasSuffix("!")
        let id = String(name.prefix { $0 != "!" })
        let event = Event(
            id: "e-left-\(name)", type: isHandler ? .handlerReleased : .memberLeft, subject: id,
            audience: .committee, day: "2024-11-11", data: .object([:]))
        return ImportBatch(id: "leaving", events: [event], updates: [])
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
