public import CRDT

/// The plan as somebody may read it who enters no document: what is in force, how the draft differs, and how
/// the work stands. `Protocol/feed.md`, *The plan*, is the page.
public struct PlanReport: Sendable {
    private let picture: Picture
    private let commitments: Extent
    private let progress: Extent

    /// - Parameters:
    ///   - commitments: how far the reader may read the plan's commitments: the draft shows only where all of
    ///     them may be read.
    ///   - progress: how far its progress.
    public init(of picture: Picture, commitments: Extent, progress: Extent) {
        self.picture = picture
        self.commitments = commitments
        self.progress = progress
    }

    /// nil: the reader may read nothing of it, or no signed copy.
    public var json: [AnyValue.Member]? {
        guard commitments == .all || commitments == .signedCopy else { return nil }
        var members: [AnyValue.Member] = [.init("in_force", inForce)]
        if commitments == .all {
            members += [
                .init("state", .string(picture.planState.rawValue)),
                .init("differences", .array(differences)),
            ]
        }
        if progress == .all { members.append(.init("progress", .array(standings))) }
        return members
    }

    private var inForce: AnyValue {
        let versions = picture.state.signOff.plansInForce
        guard
            let root = SignedContent.root(
                committee: picture.committee, leaves: versions.mapValues(\.digest)), !versions.isEmpty
        else { return .null }
        let items = versions.sorted { CanonicalJSON.precedes($0.key, $1.key) }.map { id, version in
            AnyValue.object([
                "id": .string(id), "version": .number(Double(version.number)), "since": .string(version.day),
                "digest": .string(version.digest.hex), "fields": version.content.value["fields"] ?? .null,
            ])
        }
        return .object([
            "version": .number(Double(picture.state.signOff.planVersion)), "root": .string(root.digest.hex),
            "items": .array(items),
        ])
    }

    private var differences: [AnyValue] {
        let drafts = picture.rows(of: .plan).filter { !$0.isRemoved }.map(\.id)
        let ids = Set(drafts).union(picture.state.signOff.plansInForce.keys)
        return ids.sorted(by: CanonicalJSON.precedes).compactMap { id in
            let standing = picture.standing(of: .planItem(id))
            guard let (change, fields) = Self.difference(standing) else { return nil }
            return .object([
                "id": .string(id), "change": .string(change),
                "version": standing.inForce.map { .number(Double($0.number)) } ?? .null,
                "fields": .array(fields),
            ])
        }
    }

    /// nil: the draft is what is in force.
    private static func difference(_ standing: SignOffStanding) -> (String, [AnyValue])? {
        switch standing.draft {
        case .same, .missing: nil
        case .differs(let fields): (standing.inForce == nil ? "added" : "changed", fields.map(\.json))
        case .removed: ("removed", [])
        case .unsignable(let fields): ("unreadable", fields.map { .object(["field": .string($0)]) })
        }
    }

    private var standings: [AnyValue] {
        let today = CalendarDay(picture.day)
        return picture.rows(of: .plan).filter { !$0.isRemoved }.map { row in
            let item = picture.state.item(row.id)
            return .object([
                "id": .string(row.id), "status": .string(item.status.rawValue),
                "due": item.due.map { .string($0.text) } ?? .null,
                "overdue": .bool(today.map(item.isOverdue) ?? false),
            ])
        }
    }
}

extension PlanReport {
    /// The whole answer, for its schema.
    static let shape: Shape = {
        let id = Shape.Part.required("id", .value(.name))
        let item = Shape.record([
            id, .required("version", .whole(1...1_000_000)), .required("since", .value(.day)),
            .required("digest", .value(.line)), .required("fields", .anything),
        ])
        let change = Shape.record([
            .required("field", .value(.line)), .optional("before", .anything), .optional("after", .anything),
            .optional("words", .list(.list(.anything))),
            .optional("sides", .list(.value(.side))),
        ])
        let difference = Shape.record([
            id, .required("change", .value(.words(["added", "changed", "removed", "unreadable"]))),
            .optional("version", .whole(1...1_000_000)), .required("fields", .list(change)),
        ])
        let standing = Shape.record([
            id, .required("status", .value(.itemStatus)), .optional("due", .value(.day)),
            .required("overdue", .value(.bool)),
        ])
        return .record([
            .required("source", .value(.line)), .required("day", .value(.day)),
            .required("roomseq", .whole(0...1_000_000_000)),
            .optional(
                "in_force",
                .record([
                    .required("version", .whole(1...1_000_000)), .required("root", .value(.line)),
                    .required("items", .list(item)),
                ])),
            .optional("state", .value(.words(PlanState.allCases.map(\.rawValue)))),
            .optional("differences", .list(difference)), .optional("progress", .list(standing)),
        ])
    }()
}
