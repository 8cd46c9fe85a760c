import CRDT

extension ImportDesk {
    mutating func importDiagnosis() {
        let points = elements("diagnosis", "points")
        for point in points {
            guard let row = row(point) else { continue }
            edit(.diagnosis) { transaction in
                let author = RowAuthor(row: row, language: point["topic"]?["lang"]?.string)
                author.begin(&transaction)
                author.set(["cp", "slcp_ref"], from: point, &transaction)
                author.write(point["topic"], to: "topic", &transaction)
                author.write(point["note"], to: "note", &transaction)
                author.list(point["evidence"], in: "evidence", &transaction)
            }
            for side in Side.allCases {
                guard let rating = point["\(side.rawValue)_rating"] else { continue }
                emit(.pointRated, row.id, side: side, [.init("rating", rating)])
            }
            switch point["agreement"]?.string {
            case "agreed":
                emit(.pointAgreed, row.id, point["agreed_rating"].map { [.init("rating", $0)] } ?? [])
            case "disagreed": emit(.disagreementRecorded, row.id, [])
            default: break
            }
        }
        note("Taken: \(points.count) points of the self-diagnosis, with each side's rating.")
    }

    mutating func importPlan() {
        let items = elements("plan", "items")
        for item in items {
            guard let row = row(item) else { continue }
            let links = links(from: row, to: item["links"]?.array?.compactMap(\.string) ?? [])
            edit(.plan) { transaction in
                let author = RowAuthor(row: row, language: item["issue"]?["lang"]?.string)
                author.begin(&transaction)
                author.write(item: item, links: links, &transaction)
            }
            if let due = item["due"] {
                let reason = item["due_reason"].map { [AnyValue.Member("reason", $0)] } ?? []
                emit(
                    .itemDueSet, row.id,
                    [.init("due", due), .init("original_due", item["original_due"] ?? due)] + reason)
            }
            emit(.itemStatusChanged, row.id, [.init("status", item["status"] ?? .null)])
            importVerification(of: item, row)
        }
        note("Taken: \(items.count) items of the improvement plan.")
    }

    private mutating func importVerification(of item: AnyValue, _ row: ImportedRow) {
        let types: [String: EventType] = [
            "requested": .verificationRequested, "verified": .itemVerified, "rejected": .verificationRejected,
            "not_verifiable": .verificationImpossible,
        ]
        guard let verification = item["verification"], let state = verification["state"]?.string,
            let type = types[state]
        else { return }
        emit(type, row.id, (verification.members ?? []).filter { $0.key != "state" })
    }

    mutating func importMeetings() {
        let meetings = elements("meetings")
        for meeting in meetings {
            guard let row = row(meeting) else { continue }
            let topics = links(from: row, to: meeting["topics"]?.array?.compactMap(\.string) ?? [])
            let languages = ["agenda", "dissent"].compactMap { meeting[$0]?["lang"]?.string }
            let decided = meeting["decisions"]?.array?.first?["lang"]?.string
            edit(.minutes) { transaction in
                let author = RowAuthor(row: row, language: decided ?? languages.first)
                author.begin(&transaction)
                author.set(["kind"], from: meeting, &transaction)
                author.set("topics", to: .array(topics), &transaction)
                author.write(meeting["agenda"], to: "agenda", &transaction)
                author.write(list: meeting["decisions"], to: "decisions", &transaction)
                author.write(meeting["dissent"], to: "dissent", &transaction)
            }
            let held = ["held", "kind", "present", "quorate"].compactMap { name in
                meeting[name].map { AnyValue.Member(name, $0) }
            }
            emit(.meetingHeld, row.id, held)
            guard let state = meeting["minutes_state"]?.string else { continue }
            emit(
                .minutesStateChanged, row.id,
                [.init("state", .string(state == "draft" ? state : "circulated"))])
        }
        note(
            "Taken: \(meetings.count) meetings. Minutes that were signed elsewhere count as circulated here.")
    }
}
