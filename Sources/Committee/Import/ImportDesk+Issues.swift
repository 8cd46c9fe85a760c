import CRDT

extension ImportDesk {
    mutating func importIssues() {
        let issues = elements("issue_log", "issues")
        let raised = issues.filter { $0["confidentiality"]?.string != label(of: $0).rawValue }
        let mentions = mentions()
        for issue in issues {
            guard let row = row(issue) else { continue }
            emitHistory(of: issue, row)
            let named = [issue["linked_plan"]?.string].compactMap(\.self)
            // A committee row names a hidden one in the file: only the hidden one keeps the link.
            let hidden = row.document == .issues ? [] : mentions[row.id] ?? []
            for link in links(from: row, to: named + hidden) {
                emit(.issueLinked, row.id, to: row.document.audience, link.members ?? [])
            }
            if case .restrictedCase = row.document {
                writeCase(issue, row)
            } else {
                edit(row.document) { transaction in
                    let author = RowAuthor(row: row, language: nil)
                    author.begin(&transaction)
                    author.write(notes: issue["handling"], to: "handling", &transaction)
                }
            }
        }
        note(
            "Taken: \(issues.count) issues, each into the document of its label, for its readers only."
        )
        guard !raised.isEmpty else { return }
        note(
            "Raised: matters of harassment, recruitment fees, child and forced labour are restricted here, "
                + "whatever the file says: \(raised.compactMap { $0["id"]?.string }.joined(separator: ", "))."
        )
    }

    /// What plan items and meetings say of issues: the file ids of those rows, by the issue's id in the room.
    private func mentions() -> [String: [String]] {
        var mentions: [String: [String]] = [:]
        for (list, member) in [(elements("plan", "items"), "links"), (elements("meetings"), "topics")] {
            for element in list {
                guard let id = element["id"]?.string else { continue }
                for named in element[member]?.array ?? [] {
                    guard let row = row(.object(["id": named])) else { continue }
                    mentions[row.id, default: []].append(id)
                }
            }
        }
        return mentions
    }

    private mutating func emitHistory(of issue: AnyValue, _ row: ImportedRow) {
        let audience = row.document.audience
        let opening = [
            "opened", "channel", "raised_by_side", "anonymity", "confidentiality", "category", "cp", "text",
            "severity", "zero_tolerance_candidate",
        ]
        let isAnonymous = issue["anonymity"]?.string == "anonymous"
        emit(
            .issueOpened, row.id, to: audience,
            side: isAnonymous ? nil : issue["raised_by_side"]?.string.flatMap(Side.init),
            opening.compactMap { name in
                name == "confidentiality"
                    ? AnyValue.Member(name, .string(label(of: issue).rawValue))
                    : issue[name].map { AnyValue.Member(name, $0) }
            })
        if let status = issue["status"] {
            emit(.issueStatusChanged, row.id, to: audience, [.init("status", status)])
        }
        if let clock = issue["clock"]?.members { emit(.issueClockSet, row.id, to: audience, clock) }
        if let feedback = issue["feedback_to_reporter"]?.members {
            emit(.issueFeedbackGiven, row.id, to: audience, feedback)
        }
    }

    /// A case is one text: what was done so far stands in it, a paragraph a note.
    private mutating func writeCase(_ issue: AnyValue, _ row: ImportedRow) {
        var paragraphs: [String] = []
        for note in issue["handling"]?.array ?? [] {
            let words = [note["date"]?.string, note["by"]?.string].compactMap(\.self).joined(separator: " ")
            paragraphs.append("\(words): \(note["note"]?["text"]?.string ?? "")")
            for translation in note["note"]?["translations"]?.members ?? [] {
                paragraphs.append("(\(translation.key)) \(translation.value.string ?? "")")
            }
        }
        edit(row.document) { transaction in
            let notes = transaction.root("notes", .text)
            transaction.insert(paragraphs.joined(separator: "\n"), at: 0, in: notes)
        }
    }
}
