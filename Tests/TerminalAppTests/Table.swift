import CRDT
import Committee
import Foundation
import SyncClient
import SyncProtocol
import Synchronization

@testable import TerminalApp
@testable import TerminalKit
import TestSupport

/// One terminal at the sample committee's room, with a server small enough to see through.
struct Table {
    static let sample = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../docs/samples/sample-committee.json")

    var model: TerminalModel
    private(set) var documents: [DocumentName: Doc] = [:]
    private var events: [Event] = []
    private(set) var hasQuit = false
    /// What the member's key was asked to sign.
    private(set) var signing: [[UInt8]] = []
    /// PINs that were tried on the locked screen.
    private(set) var unlocking: [String] = []
    /// Texts that went to the member's own editor.
    private(set) var edited: [String] = []
    private(set) var seenTours = 0
    /// The server answers; else edits stay on their way.
    var answers = true
    private let participant: Participant
    var me: Participant { participant }
    private var carets: UInt64 = 0
    /// Entries the server's record has lost.
    private var lost = 0

    init(
        _ role: Role = .member(.worker), width: Int = 80, height: Int = 24, language: String = "en",
        isKeyed: Bool = true, lockAfter: UInt64? = nil, isFirstStart: Bool = false
    ) throws {
        var random = SeededGenerator(seed: 1)
        let sample = try CommitteeImport(json: Array(Data(contentsOf: Self.sample)), random: &random)
        events = sample.events
        if isKeyed { events.append(Self.keyOfWorker) }
        for (name, update) in sample.updates {
            var doc = Doc(clientID: 900)
            try doc.apply(update)
            documents[name] = doc
        }
        participant = Participant(id: "w1", name: "Worker co-chair, sewing line 3", role: role)
        for name in DocumentName.standing where documents[name] == nil {
            documents[name] = Doc(clientID: 900)
        }
        let session = ClientSession(
            committee: "factory-invented-01", participant: participant, stored: [:],
            freshClientID: { _ in 41 })
        model = TerminalModel(
            session: session, committee: "factory-invented-01", width: width, height: height,
            language: language, lockAfter: lockAfter, isFirstStart: isFirstStart, freshID: Names().next)
        input(.tick(now: 1_000_000, clock: "14:02"))
    }

    /// The base point of Ed25519: a key of the right form that nobody can sign with.
    private static let keyOfWorker = Event(
        id: "key-of-w1", type: .keyRegistered, subject: "w1", audience: .committee, side: .worker,
        day: "2024-11-11",
        data: .object(["key": .string("WGZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmY=")]))

    static func online(
        _ role: Role = .member(.worker), width: Int = 80, height: Int = 24, language: String = "en",
        isKeyed: Bool = true, isFirstStart: Bool = false
    ) throws -> Table {
        var table = try Table(
            role, width: width, height: height, language: language, isKeyed: isKeyed,
            isFirstStart: isFirstStart)
        table.input(.session(.connected(token: "t")))
        return table
    }

    mutating func press(_ keys: Key...) { for key in keys { input(.key(key)) } }

    mutating func type(_ text: String) { for character in text { input(.key(.character(character))) } }

    mutating func input(_ input: TerminalModel.Input) {
        var waiting = model.handle(input)
        while !waiting.isEmpty {
            let effect = waiting.removeFirst()
            switch effect {
            case .quit: hasQuit = true
            case .sign(_, let bytes): signing.append(bytes)
            case .unlock(let pin): unlocking.append(pin)
            case .openEditor(let text): edited.append(text)
            case .tourSeen: seenTours += 1
            case .session(.send(let frame)):
                for answer in answer(frame) { waiting += model.handle(.session(.frame(answer))) }
            case .session: break
            }
        }
    }

    var screen: [String] {
        var model = model
        let grid = model.render().grid
        return (0..<grid.height).map { grid.line($0) }
    }

    func shows(_ text: String) -> Bool { screen.contains { $0.contains(text) } }

    var status: String { screen.last?.drop { $0 == " " }.description ?? "" }

    func notes(of name: DocumentName) -> String {
        documents[name].flatMap { doc in Projection.notes(in: doc).map(doc.string) } ?? ""
    }

    // MARK: What others do

    /// Somebody else writes.
    mutating func remotely(_ name: DocumentName, _ body: (inout Transaction) -> Void) {
        guard let change = documents[name]?.edit(body) else { return }
        let message = Message.sync(.update(change.update))
        input(.session(.frame(frame(message, name))))
    }

    /// Somebody else's caret stands in a text.
    mutating func showCaret(
        letter: String, name: String, at index: Int, in text: TypeID, of document: DocumentName
    ) {
        guard let position = documents[document]?.relativePosition(at: index, in: text) else { return }
        carets += 1
        let state = AnyValue.object([
            "user": .object(["name": .string(name), "letter": .string(letter)]),
            "cursor": .object(["anchor": position.json, "head": position.json]),
        ])
        let update = AwarenessUpdate([.init(client: 77, clock: carets, state: state)])
        input(.session(.frame(frame(.awareness(update), document))))
    }

    /// Something is put on record, and is told with the next welcome.
    @discardableResult
    mutating func record(
        _ type: EventType, _ subject: String, _ data: AnyValue, by side: Side = .management
    ) -> String {
        let id = "recorded-\(events.count)"
        events.append(
            Event(
                id: id, type: type, subject: subject, audience: .committee, side: side, day: "2024-11-11",
                data: data))
        input(.session(.disconnected))
        input(.session(.connected(token: "t")))
        return id
    }

    // MARK: The server

    /// It comes back with a record that ends earlier than it once said.
    mutating func rollBack() {
        lost = 3
        input(.session(.disconnected))
        input(.session(.connected(token: "t")))
    }

    private mutating func answer(_ bytes: [UInt8]) -> [[UInt8]] {
        guard answers,
            case .message(let address, let message)? = try? HocuspocusCodec.decode(bytes, limits: .standard)
        else { return [] }
        let name = address.split(separator: "/").dropFirst().first.flatMap {
            DocumentName(rawValue: String($0))
        }
        switch (message, name) {
        case (.auth, nil): return [frame(.auth(.authenticated(readOnly: false)), nil)]
        case (.stateless, nil): return [frame(.stateless(welcome.json), nil)]
        case (.auth, let name?):
            let access = Permissions.access(of: participant, to: name)
            return [frame(.auth(.authenticated(readOnly: access != .write)), name)]
        case (.sync(.step1(let vector)), let name?), (.syncReply(.step1(let vector)), let name?):
            guard let doc = documents[name] else { return [] }
            return [
                frame(.sync(.step2(doc.encodeStateAsUpdate(since: vector))), name),
                frame(.sync(.step1(doc.stateVector)), name),
            ]
        case (.sync(.step2(let update)), let name?), (.sync(.update(let update)), let name?):
            _ = try? documents[name]?.apply(update)
            return [frame(.syncStatus(isApplied: true), name)]
        default: return []
        }
    }

    private var welcome: AnyValue {
        let listed = DocumentName.standing.filter { Permissions.access(of: participant, to: $0) != .none }
        let news = events.enumerated().filter { Permissions.reads(participant, $0.element.audience) }
        return .object([
            "type": .string("welcome"),
            "documents": .array(
                listed.map {
                    let access = Permissions.access(of: participant, to: $0)
                    return .object([
                        "name": .string($0.rawValue), "access": .string(access == .write ? "write" : "read"),
                        "epoch": .number(1),
                    ])
                }),
            "events": .array(
                news.map {
                    .object([
                        "sequence": .number(Double($0.offset + 1)),
                        "audience": .string($0.element.audience.rawValue), "event": $0.element.json,
                    ])
                }),
            "heads": .array([
                .object([
                    "audience": .string("committee"), "sequence": .number(Double(events.count - lost)),
                    "hash": .string(String(repeating: "0", count: 64)),
                ])
            ]), "day": .string("2024-11-11"),
        ])
    }

    private func frame(_ message: Message, _ name: DocumentName?) -> [UInt8] {
        let address = name.map { "factory-invented-01/\($0.rawValue)" } ?? "factory-invented-01"
        return HocuspocusCodec.encode(.message(address: address, message))
    }
}

/// Ids as the shell draws them, in an order that repeats: `row-of-a-test`, `row-of-a-test-2`.
final class Names: Sendable {
    private let count = Mutex(0)

    @Sendable func next() -> String {
        let number = count.withLock { count in
            count += 1
            return count
        }
        return number == 1 ? "row-of-a-test" : "row-of-a-test-\(number)"
    }
}
