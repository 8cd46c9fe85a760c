/// One struct as the wire carries it: nothing is resolved yet.
struct RawStruct: Sendable, Hashable {
    enum Parent: Sendable, Hashable {
        /// Not on the wire: that of the neighbour the origin names.
        case inherited
        case root(String)
        case item(ID)
    }

    struct Body: Sendable, Hashable {
        var origin: ID?
        var rightOrigin: ID?
        var parent: Parent
        /// nil also where the wire says "as the neighbour's".
        var parentSub: String?
        /// The flag of the info byte, kept for a faithful copy.
        var hasParentSub: Bool
        var content: Content
    }

    enum Kind: Sendable, Hashable {
        case gc
        /// A hole: clocks somebody else will bring.
        case skip
        case item(Body)
    }

    var id: ID
    var length: Clock
    var kind: Kind

    var end: Clock { id.clock + length }

    /// The struct without its first `count` clocks. Follows the offset of `Item#write` in Yjs 13.6.
    func dropping(_ count: Clock) -> RawStruct {
        guard count > 0 else { return self }
        var rest = self
        rest.id.clock += count
        rest.length -= count
        if case .item(var body) = kind {
            body.origin = ID(client: id.client, clock: rest.id.clock - 1)
            body.parent = .inherited
            body.content = body.content.dropping(count)
            rest.kind = .item(body)
        }
        return rest
    }

    /// Ids of other structs that must be known before this one can be integrated.
    var dependencies: [ID] {
        guard case .item(let body) = kind else { return [] }
        return body.dependencies
    }

    /// Whether it brings a shared type.
    var isType: Bool {
        guard case .item(let body) = kind, case .type = body.content else { return false }
        return true
    }
}

extension RawStruct.Body {
    var dependencies: [ID] {
        var ids: [ID] = []
        if let origin { ids.append(origin) }
        if let rightOrigin { ids.append(rightOrigin) }
        if case .item(let parent) = parent { ids.append(parent) }
        return ids
    }
}
