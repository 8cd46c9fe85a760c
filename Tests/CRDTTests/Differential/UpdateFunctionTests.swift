import CRDT
import Foundation
import TestSupport
import Testing

/// Random histories in stock Yjs; what its functions without a document make of them, ours make too.
///
/// `BIPARTITE_FROM` and `BIPARTITE_COUNT` choose the seeds; a failure names its seed.
@Suite("Differential: updates without a document")
struct UpdateFunctionTests {
    @Test("Merging, differences, state vectors, spans, conversions: the bytes are those of Yjs")
    func histories() throws {
        let peers = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Peers").path
        let yjs = try PeerProcess(
            ["node", "\(peers)/yjs-updates.cjs"],
            environment: ["NODE_PATH": "/usr/share/nodejs:/usr/lib/nodejs"],
            remedy: DifferentialTests.remedy)
        var failures = 0
        for seed in Seeds.range(count: 400) where failures < 5 {
            let answer = try AnyValue(json: yjs.ask("{\"do\":\"history\",\"seed\":\(seed)}"))
            let wrong = try Comparison(answer).wrong()
            if !wrong.isEmpty {
                failures += 1
                Issue.record("seed \(seed): \(wrong.joined(separator: ", "))")
            }
        }
    }
}

/// One history's answers beside ours.
private struct Comparison {
    let answer: AnyValue
    let merged: [UInt8]
    let mergedV2: [UInt8]

    init(_ answer: AnyValue) throws {
        self.answer = answer
        let chosen = answer["chosen"]?.array?.compactMap(\.int) ?? []
        let updates = answer["updates"]?.array?.map(\.base64) ?? []
        let updatesV2 = answer["updatesV2"]?.array?.map(\.base64) ?? []
        merged = try mergeUpdates(chosen.map { updates[$0] })
        mergedV2 = try mergeUpdatesV2(chosen.map { updatesV2[$0] })
    }

    /// The functions whose answers differ.
    func wrong() throws -> [String] {
        let state = bytes("state")
        var found = try [
            ("merged", merged), ("mergedV2", mergedV2),
            ("diff", diffUpdate(merged, state)), ("diffV2", diffUpdateV2(mergedV2, state)),
            ("vector", encodeStateVectorFromUpdate(merged)),
            ("vectorV2", encodeStateVectorFromUpdateV2(mergedV2)),
            ("toV2", convertUpdateFormatV1ToV2(merged)), ("toV1", convertUpdateFormatV2ToV1(mergedV2)),
            ("snapshot", Snapshot(decoding: bytes("snapshot")).encoded()),
            ("snapshotV2", Snapshot(decodingV2: bytes("snapshotV2")).encodedV2()),
            ("snapshot", Snapshot(decodingV2: bytes("snapshotV2")).encoded()),
        ].filter { bytes($0.0) != $0.1 }.map(\.0)
        if try parseUpdateMeta(merged) != meta("meta") { found.append("meta") }
        if try parseUpdateMetaV2(mergedV2) != meta("metaV2") { found.append("metaV2") }
        return try found + documents()
    }

    /// A document fed in either format, or with all updates one by one, is the same.
    private func documents() throws -> [String] {
        var found: [String] = []
        let gc = answer["gc"]?.bool ?? true
        var first = Doc(clientID: 1, gc: gc)
        var second = Doc(clientID: 1, gc: gc)
        try first.apply(bytes("whole"))
        try second.applyV2(bytes("wholeV2"))
        if first.encodeStateAsUpdate() != bytes("again") { found.append("apply") }
        if second.encodeStateAsUpdate() != bytes("again") { found.append("applyV2") }
        if second.encodeStateAsUpdateV2() != bytes("againV2") { found.append("encodeStateAsUpdateV2") }
        found += shown(&second)
        var alone = Doc(clientID: 1, gc: gc)
        var together = Doc(clientID: 1, gc: gc)
        for index in answer["chosen"]?.array?.compactMap(\.int) ?? [] {
            try alone.apply(answer["updates"]?.array?[index].base64 ?? [])
        }
        try together.apply(merged)
        if alone.shown != together.shown || alone.stateVector != together.stateVector {
            found.append("the merged update applied")
        }
        return found
    }

    /// What a reader sees, XML as Yjs prints it.
    private func shown(_ doc: inout Doc) -> [String] {
        var found: [String] = []
        var (page, text, list, map) = (TypeID?.none, TypeID?.none, TypeID?.none, TypeID?.none)
        doc.edit { edit in
            page = edit.root("page", .xmlFragment)
            text = edit.root("text", .text)
            list = edit.root("list", .array)
            map = edit.root("map", .map)
        }
        guard let page, let text, let list, let map else { return ["a root is missing"] }
        if doc.xmlString(page) != answer["page"]?.string { found.append("the page") }
        if doc.length(of: list) != answer["list"]?.int { found.append("the list") }
        if doc.keys(of: map) != answer["map"]?.array?.compactMap(\.string) { found.append("the map") }
        let runs = doc.delta(text).any.array ?? []
        let told = answer["text"]?.array ?? []
        let isSame = zip(runs, told).allSatisfy { run, told in
            run["insert"]?.canonical == told.array?[0].canonical
                && (run["attributes"] ?? .object([])).canonical == told.array?[1].canonical
        }
        if runs.count != told.count || !isSame { found.append("the text") }
        return found
    }

    private func bytes(_ name: String) -> [UInt8] { answer[name]?.base64 ?? [] }

    private func meta(_ name: String) -> UpdateMeta {
        func clocks(_ value: AnyValue?) -> [ClientID: Clock] {
            let pairs = (value?.members ?? []).map { (ClientID($0.key) ?? 0, Clock($0.value.int ?? 0)) }
            return Dictionary(uniqueKeysWithValues: pairs)
        }
        return UpdateMeta(from: clocks(answer[name]?["from"]), to: clocks(answer[name]?["to"]))
    }
}

extension AnyValue {
    var base64: [UInt8] { Array(Data(base64Encoded: string ?? "") ?? Data()) }
}
