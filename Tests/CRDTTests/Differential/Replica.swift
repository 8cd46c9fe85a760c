import CRDT
import Foundation
import TestSupport

/// One of the replicas of a history.
protocol Replica {
    /// `v2`: it hears updates in the second format, if it can.
    mutating func begin(client: ClientID, gc: Bool, v2: Bool) throws
    /// Takes updates in, then runs groups of operations, a transaction each; returns the updates they made.
    mutating func round(_ updates: [[UInt8]], _ operations: [[Operation]]) throws -> [[UInt8]]
    func state() throws -> (ReplicaState, update: [UInt8])
}

/// A stock program.
struct PeerReplica: Replica {
    let process: PeerProcess

    /// Stock Yjs under node, in a process of its own.
    static func yjs() throws -> PeerReplica {
        try PeerReplica(
            process: PeerProcess(
                ["node", "\(folder)/yjs-peer.cjs"],
                environment: ["NODE_PATH": "/usr/share/nodejs:/usr/lib/nodejs"],
                remedy: DifferentialTests.remedy))
    }

    /// yrs, through pycrdt.
    static func yrs() throws -> PeerReplica {
        let python = ProcessInfo.processInfo.environment["BIPARTITE_PYTHON"] ?? "python3"
        return try PeerReplica(
            process: PeerProcess([python, "\(folder)/pycrdt-peer.py"], remedy: DifferentialTests.remedy))
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Peers").path

    func begin(client: ClientID, gc: Bool, v2: Bool = false) throws {
        _ = try ask([
            "do": .string("new"), "client": .number(Double(client)), "gc": .bool(gc), "v2": .bool(v2),
        ])
    }

    func round(_ updates: [[UInt8]], _ operations: [[Operation]]) throws -> [[UInt8]] {
        let answer = try ask([
            "do": .string("round"), "apply": .array(updates.map { .string(Data($0).base64EncodedString()) }),
            "ops": .array(operations.map { .array($0.map(\.json)) }),
        ])
        return (answer["updates"]?.array ?? []).map(\.decoded)
    }

    /// As `round`, observed: what the deep observers of the roots were told, and what their own.
    func told(_ updates: [[UInt8]], _ operations: [[Operation]], withNames: Bool) throws -> (
        deep: [String], direct: [String]
    ) {
        let answer = try ask([
            "do": .string("round"), "apply": .array(updates.map { .string(Data($0).base64EncodedString()) }),
            "ops": .array(operations.map { .array($0.map(\.json)) }),
        ])
        func events(_ name: String) -> [String] {
            (answer["events"]?[name]?.array ?? []).map { $0.plainEvent(withNames: withNames) }.filter(
                \.saysSomething
            ).map(\.canonical)
                .sorted()
        }
        return (events("deep"), events("direct"))
    }

    /// Undoing: `track` with its time-out, then `undo`, `redo`, `stop`.
    func step(_ what: String, timeout: Int = 0) throws {
        _ = try ask(["do": .string(what), "timeout": .number(Double(timeout))])
    }

    func state() throws -> (ReplicaState, update: [UInt8]) {
        let answer = try ask(["do": .string("state")])
        let state = ReplicaState(
            text: (answer["text"]?.array ?? []).map { $0.array ?? [] }, map: answer["map"] ?? .null,
            array: answer["array"] ?? .null,
            vector: try StateVector(decoding: answer["vector"]?.decoded ?? []))
        return (state, answer["update"]?.decoded ?? [])
    }

    private func ask(_ question: KeyValuePairs<String, AnyValue>) throws -> AnyValue {
        try AnyValue(
            json: try process.ask(AnyValue.object(question).json), limits: DecodingLimits(depthMax: 500))
    }
}

extension AnyValue {
    fileprivate var decoded: [UInt8] { Array(Data(base64Encoded: string ?? "") ?? Data()) }
}

/// Ours.
struct OwnReplica: Replica {
    private var doc = Doc(clientID: 0)
    private var undo: UndoManager?
    /// What a screen was told in the last round.
    private(set) var events: [TypeEvent] = []
    private let isObserved: Bool
    private var isV2 = false
    private static let roots: [(String, TypeKind)] = [("text", .text), ("map", .map), ("array", .array)]

    init(isObserved: Bool = false) { self.isObserved = isObserved }

    mutating func begin(client: ClientID, gc: Bool, v2: Bool = false) throws {
        isV2 = v2
        doc = Doc(clientID: client, gc: gc)
        doc.edit { transaction in
            for (name, kind) in Self.roots { _ = transaction.root(name, kind) }
        }
    }

    mutating func round(_ updates: [[UInt8]], _ operations: [[Operation]]) throws -> [[UInt8]] {
        events = []
        for update in updates {
            events += try hear(update).events
            try check()
        }
        var made: [[UInt8]] = []
        for group in operations {
            let body: (inout Transaction) -> Void = { transaction in
                for operation in group { Self.act(operation, &transaction) }
            }
            let change = undo?.edit(&doc, now: 1, body) ?? doc.edit(observing: isObserved, body)
            events += change.events
            if !change.isEmpty { made.append(change.update) }
            try check()
        }
        return made
    }

    private mutating func hear(_ update: [UInt8]) throws -> Change {
        isV2
            ? try doc.applyV2(try convertUpdateFormatV1ToV2(update), observing: isObserved)
            : try doc.apply(update, observing: isObserved)
    }

    /// As the peer's; returns the update it made.
    mutating func step(_ what: String, timeout: Int = 0) throws -> [UInt8] {
        var change: Change?
        switch what {
        case "track":
            undo = UndoManager(
                scope: Self.roots.compactMap { doc.root($0.0) }, captureTimeout: timeout)
        case "undo": change = undo?.undo(&doc)
        case "redo": change = undo?.redo(&doc)
        default: undo?.stopCapturing()
        }
        try check()
        return change?.update ?? []
    }

    func state() throws -> (ReplicaState, update: [UInt8]) {
        guard !doc.hasPending else { throw Broken(invariant: "something is pending though all was heard") }
        return (try shown(), doc.encodeStateAsUpdate())
    }

    /// As `state`; something may be pending.
    func shown() throws -> ReplicaState {
        guard let text = doc.root("text"), let map = doc.root("map"), let array = doc.root("array") else {
            throw Broken(invariant: "a root is missing")
        }
        let runs = doc.delta(text).operations.flatMap { operation -> [[AnyValue]] in
            switch operation {
            case .insert(let string, let attributes): [[.string(string), attributes.any]]
            case .insertValues(let values, let attributes):
                values.map {
                    [{ if case .embed(let embed) = $0 { embed } else { .null } }($0), attributes.any]
                }
            default: []
            }
        }
        return ReplicaState(
            text: runs, map: doc.plain(map), array: doc.plain(array), vector: doc.stateVector)
    }

    private func check() throws {
        if let invariant = doc.checkInvariants() { throw Broken(invariant: invariant) }
    }

    private static func types(_ transaction: inout Transaction) -> [(TypeID, TypeKind)] {
        var found = roots.map { (transaction.root($0.0, $0.1), $0.1) }
        var next = 0
        while next < found.count {
            let (type, kind) = found[next]
            let inner: [Value] =
                kind == .map
                ? transaction.keys(of: type).compactMap { transaction.value($0, in: type) }
                : kind == .array ? transaction.values(type) : []
            for case .type(let type, let kind) in inner { found.append((type, kind)) }
            next += 1
        }
        return found
    }

    private static func act(_ operation: Operation, _ transaction: inout Transaction) {
        let all = types(&transaction)
        let (type, kind) = all[operation.target % all.count]
        let length = transaction.length(of: type)
        let at = operation.at % (length + 1)
        let count = min(operation.count, length - at)
        switch kind {
        case .text:
            let units = transaction.delta(type).units
            let start = operation.cutsPairs ? at : units.whole(at)
            let end = operation.cutsPairs ? at + count : units.whole(at + count)
            actOnText(operation, start, end - start, type, &transaction)
        case .map: actOnMap(operation, type, &transaction)
        default:
            switch operation.kind {
            case "delete": transaction.delete(at: at, count: count, in: type)
            case "special": transaction.insertType(operation.nested, at: at, in: type)
            default: transaction.insert(operation.values, at: at, in: type)
            }
        }
    }

    private static func actOnText(
        _ operation: Operation, _ at: Int, _ count: Int, _ text: TypeID, _ edit: inout Transaction
    ) {
        let attributes = operation.attributes.map {
            Dictionary(uniqueKeysWithValues: ($0.members ?? []).map { ($0.key, $0.value) })
        }
        switch operation.kind {
        case "insert": edit.insert(operation.string, at: at, attributes: attributes, in: text)
        case "delete": edit.delete(at: at, count: count, in: text)
        case "format":
            edit.format(at: at, count: count, attributes: attributes ?? ["bold": .bool(true)], in: text)
        default: edit.insertEmbed(operation.embed, at: at, attributes: attributes, in: text)
        }
    }

    private static func actOnMap(_ operation: Operation, _ map: TypeID, _ edit: inout Transaction) {
        switch operation.kind {
        case "delete": edit.remove(operation.key, from: map)
        case "special": edit.setType(operation.key, to: operation.nested, in: map)
        default: edit.set(operation.key, to: operation.value, in: map)
        }
    }
}

extension Operation {
    fileprivate var nested: TypeKind { ["map": .map, "text": .text][type] ?? .array }
}

extension Attributes {
    fileprivate var any: AnyValue { .object(map { AnyValue.Member($0.key, $0.value) }) }
}

struct Broken: Error, CustomStringConvertible {
    var invariant: String
    var description: String { invariant }
}

extension Delta {
    /// A text in UTF-16 units, embeds as one each.
    fileprivate var units: [UInt16] {
        operations.flatMap { operation -> [UInt16] in
            switch operation {
            case .insert(let string, _): Array(string.utf16)
            case .insertValues(let values, _): values.map { _ in 0xFFFC }
            default: []
            }
        }
    }
}

extension [UInt16] {
    /// The place, or the one before if a surrogate pair stands around it.
    fileprivate func whole(_ at: Int) -> Int {
        let isWithinPair =
            at > 0 && at < count && self[at] & 0xFC00 == 0xDC00 && self[at - 1] & 0xFC00 == 0xD800
        return isWithinPair ? at - 1 : at
    }
}
