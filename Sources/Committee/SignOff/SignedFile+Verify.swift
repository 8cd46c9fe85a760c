import CRDT

extension SignedFile {
    /// What checking a file found. A file is good if there is no problem; each names its place.
    public struct Report: Hashable, Sendable {
        public internal(set) var problems: [String] = []
        public internal(set) var committee = ""
        /// Of a plan in force; nil for another file.
        public internal(set) var plan: SignedPlan.Summary?
        /// Of signed minutes; nil for another file.
        public internal(set) var minutes: SignedMinutes.Summary?
        public internal(set) var signatures = 0
        /// The newest head each side's signers knew when they signed.
        public internal(set) var heads: [Side: SignatureStatement.Head] = [:]
        /// The keys the file was made with, `member key`: compare them with those on paper.
        public internal(set) var keys: [String] = []
        /// The server's key that signed the file; nil if no server did.
        public internal(set) var serverKey: String?

        public var isGood: Bool { problems.isEmpty }
    }

    /// Checks a file with nothing but the file: form, seal, digests, the root of a plan, signatures, the rule
    /// on both sides, and the server's signature where there is one.
    ///
    /// - Parameter serverKey: the key the server's signature must be by, in base64; nil: any, or none.
    public static func verify(_ bytes: [UInt8], serverKey: String? = nil) -> Report {
        var report = Report()
        guard let text = String(validating: bytes, as: UTF8.self), let file = CanonicalJSON.read(text),
            let body = file["body"], let format = body["format"]?.string,
            [SignedPlan.format, SignedMinutes.format].contains(format),
            let names = file.members?.map(\.key),
            names == ["body", "seal"] || names == ["body", "seal", "server"]
        else {
            report.problems = [
                "the file is not canonical JSON of a signed plan or of signed minutes, to the byte"
            ]
            return report
        }
        let canonical = CanonicalJSON.text(of: body) ?? ""
        if Digest(of: canonical).hex != file["seal"]?.string {
            report.problems.append("seal: the body is not the one that was sealed")
        }
        check(file["server"], of: canonical, expected: serverKey, &report)
        FileCheck(body: body).run(format, &report)
        return report
    }

    private static func check(
        _ mark: AnyValue?, of canonical: String, expected key: String?, _ report: inout Report
    ) {
        guard let mark else {
            if key != nil { report.problems.append("server: no server signed this file") }
            return
        }
        guard let mark = ServerMark(mark), mark.isGenuine(of: canonical) else {
            report.problems.append("server: its key did not sign this")
            return
        }
        report.serverKey = mark.key
        if let key, key != mark.key { report.problems.append("server: signed by another key, \(mark.key)") }
    }
}

/// One walk through a file.
private struct FileCheck {
    let body: AnyValue
    private let committee: String
    private let records: [String: SignatureRecord]
    /// The keys registered for each member.
    private let keys: [String: Set<String>]

    init(body: AnyValue) {
        self.body = body
        committee = body["committee"]?.string ?? ""
        records = Dictionary(
            (body["records"]?.array ?? []).compactMap(Self.record).map { ($0.id, $0) }
        ) { first, _ in first }
        var keys: [String: Set<String>] = [:]
        for key in body["keys"]?.array ?? [] {
            guard let member = key["member"]?.string, let text = key["key"]?.string else { continue }
            keys[member, default: []].insert(text)
        }
        self.keys = keys
    }

    func run(_ format: String, _ report: inout SignedFile.Report) {
        report.committee = committee
        report.keys = keys.flatMap { member, keys in keys.map { "\(member) \($0)" } }.sorted()
        report.signatures = records.count
        if body["rule"]?.int != CompletionRule.version { report.problems.append("rule: unknown version") }
        if records.count != body["records"]?.array?.count {
            report.problems.append("records: one is not as the page says, or stands there twice")
        }
        for record in records.values.sorted(by: { $0.id < $1.id }) { check(record, &report) }
        if format == SignedMinutes.format { checkMinutes(&report) } else { checkPlan(&report) }
    }

    private func checkPlan(_ report: inout SignedFile.Report) {
        var inForce: [String: Digest] = [:]
        for item in body["items"]?.array ?? [] {
            let id = item["id"]?.string ?? ""
            if inForce[id] != nil { report.problems.append("item \(id): stands there twice") }
            let newest = contents(of: .planItem(id), "item \(id)", item["versions"], &report).last
            if let newest, !newest.isRemoval {
                inForce[id] = newest.digest
            } else {
                report.problems.append("item \(id): nothing is in force")
            }
        }
        let stated = body["root"]?.string ?? ""
        if inForce.isEmpty
            || SignedContent.root(committee: committee, leaves: inForce)?.digest.hex != stated
        {
            report.problems.append("root: it is not that of the items")
        }
        report.plan = .init(root: stated, items: inForce.count)
    }

    private func checkMinutes(_ report: inout SignedFile.Report) {
        let meeting = body["meeting"]?.string ?? ""
        let contents = contents(of: .minutes(meeting), "minutes \(meeting)", body["versions"], &report)
        guard let minutes = contents.first else {
            report.problems.append("minutes \(meeting): nothing is in force")
            return
        }
        for (index, content) in contents.enumerated()
        where !SignedMinutes.isInPlace(content, number: index, of: minutes) {
            let what = index == 0 ? "no minutes" : "no note on these minutes"
            report.problems.append("minutes \(meeting), version \(index + 1): \(what)")
        }
        report.minutes = .init(of: minutes, meeting: meeting, corrections: contents.count - 1)
    }

    private func check(_ record: SignatureRecord, _ report: inout SignedFile.Report) {
        let statement = record.statement
        let place = "signature \(record.id) of \(statement.member)"
        if statement.committee != committee { report.problems.append("\(place): another committee's") }
        if !record.isGenuine { report.problems.append("\(place): the key did not sign this") }
        if keys[statement.member]?.contains(record.key) != true {
            report.problems.append("\(place): its key is not registered for the member")
        }
        let known = report.heads[statement.side]
        if known.map({ $0.sequence < statement.head.sequence }) ?? true {
            report.heads[statement.side] = statement.head
        }
    }

    /// What the versions of one scope say, oldest first; empty where one is not what its digest says.
    private func contents(
        of scope: SignOffScope, _ name: String, _ versions: AnyValue?, _ report: inout SignedFile.Report
    ) -> [SignedContent] {
        var contents: [SignedContent] = []
        for (number, version) in (versions?.array ?? []).enumerated() {
            let place = "\(name), version \(number + 1)"
            guard let content = version["content"].flatMap(CanonicalJSON.text).flatMap(SignedContent.init),
                content.scope == scope, content.committee == committee,
                content.digest.hex == version["digest"]?.string
            else {
                report.problems.append("\(place): the content is not that of its digest")
                return []
            }
            if version["version"]?.int != number + 1 { report.problems.append("\(place): out of number") }
            checkRule(content, after: contents.last, version, place, &report)
            contents.append(content)
        }
        return contents
    }

    private func checkRule(
        _ content: SignedContent, after before: SignedContent?, _ version: AnyValue, _ place: String,
        _ report: inout SignedFile.Report
    ) {
        let ids = version["signatures"]?.array?.compactMap(\.string) ?? []
        let marks = Set(ids).compactMap { records[$0] }.filter {
            $0.digest(of: content.scope) == content.digest
        }
        if marks.count != ids.count {
            report.problems.append("\(place): a signature is missing or covers another text")
        }
        let rule = CompletionRule.of(content, after: before)
        if version["rule"]?.string != rule.rawValue {
            report.problems.append("\(place): under the wrong rule")
        }
        let roster = (version["roster"]?.array ?? []).compactMap(SignedVersion.Seat.init)
        for side in Side.allCases {
            let seats = Set(roster.filter { $0.side == side }.map(\.id))
            if !rule.isMet(by: marks.filter { $0.statement.side == side }, seats: seats) {
                report.problems.append("\(place): too few of the \(side.rawValue) side signed")
            }
        }
    }

    private static func record(_ value: AnyValue) -> SignatureRecord? {
        guard let id = value["id"]?.string, let day = value["day"]?.string, let said = value["statement"],
            let side = said["side"]?.string.flatMap(Side.init),
            let statement = SignatureStatement(said, side: side), let key = value["key"]?.string,
            let signature = value["signature"]?.string
        else { return nil }
        return SignatureRecord(
            id: id, day: day, statement: statement,
            leaves: value["leaves"].flatMap { SignatureRecord.leaves($0) }, key: key, signature: signature)
    }
}
