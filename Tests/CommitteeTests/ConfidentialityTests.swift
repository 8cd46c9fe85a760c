import CRDT
import Committee
import Foundation
import Testing

/// The promise this product stands on: what a side keeps to itself is in no byte the other side receives.
@Suite("What is secret stays with its readers")
struct ConfidentialityTests {
    /// The sample, with a word of its own in every place a secret row has for words.
    struct Marked {
        var text: String
        /// Each with where it stands.
        var workerMarkers: [String: String] = [:]
        var caseMarkers: [String: String] = [:]

        init() throws {
            let sample = try ProjectFile.sample()
            var root = try #require(
                try JSONSerialization.jsonObject(with: Data(sample.utf8)) as? [String: Any])
            var log = try #require(root["issue_log"] as? [String: Any])
            var issues = try #require(log["issues"] as? [[String: Any]])
            var renamed: [String: String] = [:]
            for number in issues.indices {
                let label = issues[number]["confidentiality"] as? String
                guard label == "worker_side" || label == "restricted" else { continue }
                let isWorkerSide = label == "worker_side"
                let name = "zqid\(number)"
                renamed[try #require(issues[number]["id"] as? String)] = name
                issues[number]["id"] = name
                var markers: [String: String] = [:]
                issues[number] = Self.mark(issues[number], row: number, path: "", &markers)
                if isWorkerSide {
                    workerMarkers.merge(markers) { first, _ in first }
                } else {
                    caseMarkers.merge(markers) { first, _ in first }
                }
            }
            log["issues"] = issues
            root["issue_log"] = log
            root = try #require(Self.rename(root, renamed) as? [String: Any])
            Self.linkToSecrets(&root, Array(renamed.values))
            text = String(
                decoding: try JSONSerialization.data(withJSONObject: root, options: .sortedKeys),
                as: UTF8.self)
        }

        /// Every free text, translations and notes included, becomes a word that stands nowhere else.
        private static func mark(
            _ row: [String: Any], row number: Int, path: String, _ markers: inout [String: String]
        ) -> [String: Any] {
            var row = row
            row["feedback_to_reporter"] =
                row["feedback_to_reporter"] is NSNull ? ["lang": "en", "text": ""] : nil
            for key in ["text", "feedback_to_reporter"] {
                let word = "zq\(number)\(key.replacing("_", with: ""))"
                row[key] = ["lang": "en", "text": "\(word)O", "translations": ["km": "\(word)T"]]
                markers["\(word)O"] = key
                markers["\(word)T"] = "\(key), translated"
            }
            row["handling"] = [
                [
                    "date": "2024-10-16", "by": "handler",
                    "note": [
                        "lang": "en", "text": "zq\(number)noteO", "translations": ["km": "zq\(number)noteT"],
                    ],
                ]
            ]
            markers["zq\(number)noteO"] = "handling"
            markers["zq\(number)noteT"] = "handling, translated"
            return row
        }

        private static func rename(_ value: Any, _ names: [String: String]) -> Any {
            switch value {
            case let string as String: names[string] ?? string
            case let list as [Any]: list.map { rename($0, names) }
            case let object as [String: Any]: object.mapValues { rename($0, names) }
            default: value
            }
        }

        /// Rows of the committee that name secret rows: a file may, the room may not.
        private static func linkToSecrets(_ root: inout [String: Any], _ names: [String]) {
            guard var plan = root["plan"] as? [String: Any], var items = plan["items"] as? [[String: Any]],
                var meetings = root["meetings"] as? [[String: Any]]
            else { return }
            items[0]["links"] = (items[0]["links"] as? [String] ?? []) + names
            meetings[0]["topics"] = (meetings[0]["topics"] as? [String] ?? []) + names
            plan["items"] = items
            root["plan"] = plan
            root["meetings"] = meetings
        }
    }

    let marked: Marked
    let imported: Imported
    /// All that members of an audience receive, as raw bytes: events as JSON, documents as updates and as
    /// text.
    let received: [Audience: Data]

    init() throws {
        marked = try Marked()
        imported = try Imported(marked.text)
        received = Self.bytes(of: imported)
    }

    private static func bytes(of imported: Imported) -> [Audience: Data] {
        var received: [Audience: Data] = [:]
        for event in imported.result.events {
            received[event.audience, default: Data()].append(Data(event.json.json.utf8))
            received[event.audience, default: Data()].append(Data(event.type.utf8))
        }
        for (document, update) in imported.result.updates {
            received[document.audience, default: Data()].append(Data(update))
            guard let doc = imported.documents[document] else { continue }
            for root in doc.rootNames {
                guard let type = doc.root(root) else { continue }
                received[document.audience, default: Data()].append(Data(doc.plain(type).json.utf8))
            }
        }
        return received
    }

    /// Whether a word stands in the bytes, as UTF-8 or as UTF-16 of either order.
    private static func holds(_ bytes: Data?, _ word: String) -> Bool {
        guard let bytes else { return false }
        let forms = [String.Encoding.utf8, .utf16LittleEndian, .utf16BigEndian].compactMap {
            word.data(using: $0)
        }
        return forms.contains { bytes.range(of: $0) != nil }
    }

    /// Ids the secret rows have in the room.
    private var secretIDs: [String: Audience] {
        var ids: [String: Audience] = [:]
        for event in imported.result.events
        where event.audience != .committee && event.type == "issue.opened.v1" {
            ids[event.subject] = event.audience
        }
        return ids
    }

    @Test("No word of a secret row reaches the committee or management")
    func words() {
        #expect(marked.workerMarkers.count == 6)
        #expect(marked.caseMarkers.count == 12)
        for (word, place) in marked.workerMarkers.merging(marked.caseMarkers, uniquingKeysWith: { $1 }) {
            #expect(!Self.holds(received[.committee], word), "\(word): \(place)")
            #expect(!Self.holds(received[.managementSide], word), "\(word): \(place)")
        }
    }

    @Test("No word of a restricted row reaches the worker side either, nor one case another")
    func cases() {
        for (word, place) in marked.caseMarkers {
            #expect(!Self.holds(received[.workerSide], word), "\(word): \(place)")
            let holders = imported.cases.filter { Self.holds(received[$0.audience], word) }
            #expect(holders.count == 1, "\(word): \(place)")
        }
    }

    @Test("The words are there for those who may read them")
    func positiveControl() {
        for (word, place) in marked.workerMarkers {
            #expect(Self.holds(received[.workerSide], word), "\(word): \(place)")
        }
        #expect(Self.holds(received[.workerSide], "union_member"))
    }

    @Test("No id of a secret row, old or new, and no link to one reaches a wider audience")
    func ids() throws {
        #expect(secretIDs.count == 3)
        for (id, audience) in secretIDs {
            for (other, bytes) in received where other != audience {
                #expect(!Self.holds(bytes, id), "\(id) in \(other.rawValue)")
            }
        }
        for bytes in [received[.committee], received[.managementSide]] {
            #expect(!Self.holds(bytes, "zqid"))
        }
        #expect(try imported.row("p01", in: .plan)["links"]?.shown == "d01, i-1")
        #expect(try imported.row("p08", in: .plan)["links"]?.shown == "d15")
        #expect(try imported.row("mt1", in: .minutes)["topics"]?.shown == "d01, d07, d16")
    }

    @Test("A link between audiences stays on the more secret row")
    func links() throws {
        #expect(try imported.row("iw-1", in: .issuesWorker)["links"]?.shown == "p08, p01, mt1")
        for name in imported.cases {
            #expect(imported.rows(name).first?["links"]?.shown == "p01, mt1")
        }
    }

    @Test("Short names of issues show no gap where a row is missing")
    func gaps() {
        #expect(imported.rows(.issues).compactMap(\.ref) == (1...7).map { "i-\($0)" })
        #expect(imported.rows(.issuesWorker).compactMap(\.ref) == ["iw-1"])
    }

    @Test("Whether somebody belongs to a union is told to the worker side, about the worker side")
    func union() throws {
        for audience in received.keys where audience != .workerSide {
            #expect(!Self.holds(received[audience], "union_member"), "\(audience.rawValue)")
            #expect(!Self.holds(received[audience], "union.membership"), "\(audience.rawValue)")
        }
        let about = imported.result.events.filter { $0.data["union_member"] != nil }
        #expect(about.map(\.subject) == ["w1", "w2", "w3", "w4", "w5"])
        #expect(about.map { $0.data["union_member"]?.bool } == [true, true, false, false, true])
    }

    @Test("But for random ids, the committee receives the same whether secret rows exist or not")
    func indistinguishable() throws {
        let without = try Imported(Self.withoutSecrets(marked.text))
        #expect(Self.shape(of: without) == Self.shape(of: imported))
    }

    /// The file with its secret rows, and every mention of them, taken out.
    private static func withoutSecrets(_ text: String) throws -> String {
        let data = Data(text.utf8)
        var root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let issues = try #require((root["issue_log"] as? [String: Any])?["issues"] as? [[String: Any]])
        root["issue_log"] = ["issues": issues.filter { !($0["id"] as? String ?? "").hasPrefix("zqid") }]
        func prune(_ value: Any) -> Any {
            switch value {
            case let list as [Any]:
                list.filter { !(($0 as? String)?.hasPrefix("zqid") ?? false) }.map(prune)
            case let object as [String: Any]: object.mapValues(prune)
            default: value
            }
        }
        return String(
            decoding: try JSONSerialization.data(withJSONObject: prune(root), options: .sortedKeys),
            as: UTF8.self)
    }

    /// What the committee and management receive, with ids by the order they first appear in.
    private static func shape(of imported: Imported) -> [String] {
        var names: [Substring: String] = [:]
        func plain(_ text: String) -> String {
            let pattern = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/
            return text.replacing(pattern) { match in
                let name = names[match.output] ?? "#\(names.count)"
                names[match.output] = name
                return name
            }
        }
        var lines = imported.result.events.filter { $0.audience == .committee }.map { event in
            var event = event
            event.id = ""
            return plain(event.json.json)
        }
        for document in DocumentName.standing where document.audience == .committee {
            for row in imported.rows(document) {
                lines.append(row.fields.map { "\($0.name)=\($0.shown)" }.joined(separator: "|"))
            }
        }
        lines.append("updates \(imported.result.updates.filter { $0.document.audience == .committee }.count)")
        return lines
    }
}
