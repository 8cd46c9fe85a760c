import CRDT

/// Where a path leads in a document; what is missing on the way can be made.
struct Place: Sendable {

    /// The type at the end of the path, if it is there already.
    var existing: TypeID? { missing.isEmpty ? last : nil }
    private var last: TypeID?
    /// Steps still to be made after `last`, with the kind each must have.
    private var missing: [(step: TypeEvent.PathStep, kind: TypeKind)] = []

    /// nil if something else stands in the way. The kinds on the way are read in `source`.
    init?(_ path: [TypeEvent.PathStep], source: Doc, target: Doc) {
        var there: TypeID?
        for step in path {
            guard let next = Place.follow(step, from: there, in: source) else { return nil }
            // A root that is empty has no kind yet; only texts are roots people empty.
            let kind = source.kind(of: next) ?? .text
            there = next
            if missing.isEmpty, let here = Place.follow(step, from: last, in: target) {
                guard (target.kind(of: here) ?? kind) == kind else { return nil }
                last = here
            } else {
                if missing.isEmpty, Place.isTaken(step, from: last, in: target) { return nil }
                missing.append((step, kind))
            }
        }
        guard there != nil else { return nil }
    }

    /// The type at the end of the path, made if need be.
    func reach(_ transaction: inout Transaction) -> TypeID {
        var here = last
        for (step, kind) in missing {
            switch (step, here) {
            case (.root(let name), _): here = transaction.root(name, kind)
            case (.key(let key), let map?): here = transaction.setType(key, to: kind, in: map)
            case (.index(let index), let array?):
                here = transaction.insertType(
                    kind, at: min(max(index, 0), transaction.length(of: array)), in: array)
            case (_, nil): preconditionFailure("a path begins at a root")
            }
        }
        guard let here else { preconditionFailure("a path has at least one step") }
        return here
    }

    static func find(_ path: [TypeEvent.PathStep], in doc: Doc) -> TypeID? {
        var here: TypeID?
        for step in path {
            guard let next = follow(step, from: here, in: doc) else { return nil }
            here = next
        }
        return here
    }

    private static func follow(_ step: TypeEvent.PathStep, from type: TypeID?, in doc: Doc) -> TypeID? {
        switch (step, type) {
        case (.root(let name), _): return doc.root(name)
        case (.key(let key), let map?):
            guard case .type(let next, _)? = doc.value(key, in: map) else { return nil }
            return next
        case (.index(let index), let array?):
            let values = doc.values(array)
            guard values.indices.contains(index), case .type(let next, _) = values[index] else { return nil }
            return next
        case (_, nil): return nil
        }
    }

    /// Whether a plain value stands where a type is wanted. List places are never taken: there is room
    /// beside them.
    private static func isTaken(_ step: TypeEvent.PathStep, from type: TypeID?, in doc: Doc) -> Bool {
        guard case .key(let key) = step, let type else { return false }
        return doc.value(key, in: type) != nil
    }
}
