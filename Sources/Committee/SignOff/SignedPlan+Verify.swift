import CRDT

extension SignedPlan {
    /// What checking a file found. A file is good if there is no problem; each names its place.
    public struct Report: Hashable, Sendable {
        public internal(set) var problems: [String] = []
        public internal(set) var committee = ""
        /// Digest over all that is in force.
        public internal(set) var root = ""
        public internal(set) var items = 0
        public internal(set) var signatures = 0
        /// The keys the file was made with, `member key`: compare them with those on paper.
        public internal(set) var keys: [String] = []
        /// The server's key that signed the file; nil if no server did.
        public internal(set) var serverKey: String?

        public var isGood: Bool { problems.isEmpty }
    }

    /// Checks a file with nothing but the file: form, seal, digests, root, signatures, the rule on both
    /// sides, and the server's signature where there is one.
    ///
    /// - Parameter serverKey: the key the server's signature must be by, in base64; nil: any, or none.
    public static func verify(_ bytes: [UInt8], serverKey: String? = nil) -> Report {
        var report = Report()
        guard let text = String(validating: bytes, as: UTF8.self), let file = CanonicalJSON.read(text),
            let body = file["body"], body["format"]?.string == format,
            let names = file.members?.map(\.key),
            names == ["body", "seal"] || names == ["body", "seal", "server"]
        else {
            report.problems = ["the file is not canonical JSON of a signed plan, to the byte"]
            return report
        }
        let canonical = CanonicalJSON.text(of: body) ?? ""
        if Digest(of: canonical).hex != file["seal"]?.string {
            report.problems.append("seal: the body is not the one that was sealed")
        }
        check(file["server"], of: canonical, expected: serverKey, &report)
        PlanCheck(body: body).run(&report)
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
private struct PlanCheck {
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

    func run(_ report: inout SignedPlan.Report) {
        report.committee = committee
        report.root = body["root"]?.string ?? ""
        report.keys = keys.flatMap { member, keys in keys.map { "\(member) \($0)" } }.sorted()
        report.signatures = records.count
        if body["rule"]?.int != CompletionRule.version { report.problems.append("rule: unknown version") }
        if records.count != body["records"]?.array?.count {
            report.problems.append("records: one is not as the page says, or stands there twice")
        }
        for record in records.values.sorted(by: { $0.id < $1.id }) { check(record, &report) }
        var inForce: [String: Digest] = [:]
        for item in body["items"]?.array ?? [] {
            let id = item["id"]?.string ?? ""
            if inForce[id] != nil { report.problems.append("item \(id): stands there twice") }
            inForce[id] = newest(of: id, item["versions"]?.array ?? [], &report)
        }
        report.items = inForce.count
        let root = SignedContent.root(committee: committee, leaves: inForce)
        if inForce.isEmpty || root?.digest.hex != report.root {
            report.problems.append("root: it is not that of the items")
        }
    }

    private func check(_ record: SignatureRecord, _ report: inout SignedPlan.Report) {
        let place = "signature \(record.id) of \(record.statement.member)"
        if record.statement.committee != committee { report.problems.append("\(place): another committee's") }
        if !record.isGenuine { report.problems.append("\(place): the key did not sign this") }
        if keys[record.statement.member]?.contains(record.key) != true {
            report.problems.append("\(place): its key is not registered for the member")
        }
    }

    private func newest(
        of id: String, _ versions: [AnyValue], _ report: inout SignedPlan.Report
    ) -> Digest? {
        var before: SignedContent?
        for (number, version) in versions.enumerated() {
            let place = "item \(id), version \(number + 1)"
            guard let content = version["content"].flatMap(CanonicalJSON.text).flatMap(SignedContent.init),
                content.scope == .planItem(id), content.committee == committee,
                content.digest.hex == version["digest"]?.string
            else {
                report.problems.append("\(place): the content is not that of its digest")
                return nil
            }
            if version["version"]?.int != number + 1 { report.problems.append("\(place): out of number") }
            checkRule(content, after: before, version, place, &report)
            before = content
        }
        guard let before, !before.isRemoval else {
            report.problems.append("item \(id): nothing is in force")
            return nil
        }
        return before.digest
    }

    private func checkRule(
        _ content: SignedContent, after before: SignedContent?, _ version: AnyValue, _ place: String,
        _ report: inout SignedPlan.Report
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
