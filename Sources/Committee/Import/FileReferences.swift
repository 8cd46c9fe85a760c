/// Which ids a committee file defines, and that every reference in it points at one.
///
/// The shape of the file has been checked before.
struct FileReferences {
    enum Kind: String, Hashable {
        case workerMember = "a member of the worker side"
        case managementMember = "a member of the management side"
        case programme = "somebody of the programme"
        case integration = "an integration"
        case point = "a point of the diagnosis"
        case item = "an item of the plan"
        case issue = "an issue"
        case meeting = "a meeting"
        case visit = "a visit"
        case training = "a training"
    }

    private static let members: Set<Kind> = [.workerMember, .managementMember]
    private static let rows: Set<Kind> = [.point, .item, .issue, .meeting]

    private(set) var kinds: [String: Kind] = [:]
    private var lines: [String: Int] = [:]

    init(file: SourceJSON) throws(ImportFailure) {
        for (number, member) in list(file["members"]).enumerated() {
            let isWorker = member["side"]?.string == Side.worker.rawValue
            try define(member, isWorker ? .workerMember : .managementMember, "members[\(number)]")
        }
        let lists: [(path: String, source: SourceJSON?, kind: Kind)] = [
            ("programme", file["programme"], .programme),
            ("integrations", file["integrations"], .integration),
            ("diagnosis.points", file["diagnosis"]?["points"], .point),
            ("plan.items", file["plan"]?["items"], .item),
            ("issue_log.issues", file["issue_log"]?["issues"], .issue),
            ("meetings", file["meetings"], .meeting),
            ("advisory_visits", file["advisory_visits"], .visit),
            ("training", file["training"], .training),
        ]
        for entry in lists {
            for (number, element) in list(entry.source).enumerated() {
                try define(element, entry.kind, "\(entry.path)[\(number)]")
            }
        }
        try checkPeople(file)
        try checkRows(file)
    }

    // MARK: Defining

    private mutating func define(
        _ element: SourceJSON, _ kind: Kind, _ path: String
    ) throws(ImportFailure) {
        guard let source = element["id"], let id = source.string else { return }
        if let first = lines[id] {
            throw ImportFailure(
                line: source.line, field: "\(path).id", expected: "an id nothing else has",
                found: "\"\(id)\", which stands on line \(first) already")
        }
        kinds[id] = kind
        lines[id] = source.line
    }

    // MARK: Checking

    private func checkPeople(_ file: SourceJSON) throws(ImportFailure) {
        try check(list: file["handlers"], at: "handlers", Self.members)
        for (number, item) in list(file["plan"]?["items"]).enumerated() {
            let path = "plan.items[\(number)]"
            try check(item["responsible"], at: "\(path).responsible", Self.members)
            try check(item["co_responsible"], at: "\(path).co_responsible", Self.members)
            for (place, note) in list(item["progress"]).enumerated() {
                try check(
                    note["by"], at: "\(path).progress[\(place)].by", Self.members.union([.programme]))
            }
        }
        for (number, meeting) in list(file["meetings"]).enumerated() {
            let path = "meetings[\(number)].present"
            try check(list: meeting["present"]?["worker"], at: "\(path).worker", [.workerMember])
            try check(list: meeting["present"]?["management"], at: "\(path).management", [.managementMember])
        }
    }

    private func checkRows(_ file: SourceJSON) throws(ImportFailure) {
        for (number, item) in list(file["plan"]?["items"]).enumerated() {
            try check(list: item["links"], at: "plan.items[\(number)].links", Self.rows)
        }
        for (number, issue) in list(file["issue_log"]?["issues"]).enumerated() {
            let path = "issue_log.issues[\(number)]"
            try check(issue["linked_plan"], at: "\(path).linked_plan", [.item])
            for (place, note) in list(issue["handling"]).enumerated() {
                // The handlers of a case act under their function: the file does not say which of them.
                guard let by = note["by"], !["handler", "advisor"].contains(by.string) else { continue }
                try check(by, at: "\(path).handling[\(place)].by", Self.members.union([.programme]))
            }
        }
        for (number, meeting) in list(file["meetings"]).enumerated() {
            try check(list: meeting["topics"], at: "meetings[\(number)].topics", Self.rows)
        }
    }

    private func check(
        list source: SourceJSON?, at path: String, _ wanted: Set<Kind>
    ) throws(ImportFailure) {
        for (number, element) in list(source).enumerated() {
            try check(element, at: "\(path)[\(number)]", wanted)
        }
    }

    private func check(
        _ source: SourceJSON?, at path: String, _ wanted: Set<Kind>
    ) throws(ImportFailure) {
        guard let source, let id = source.string else { return }
        if let kind = kinds[id], wanted.contains(kind) { return }
        let known = kinds[id].map { ", which is \($0.rawValue)" } ?? ", which the file does not define"
        throw ImportFailure(
            line: source.line, field: path,
            expected: "the id of " + wanted.map(\.rawValue).sorted().joined(separator: " or "),
            found: "\"\(id)\"\(known)")
    }

    private func list(_ source: SourceJSON?) -> [SourceJSON] { source?.elements ?? [] }
}
