/// What was cut from an update before it was taken, and why. Empty for all honest traffic of an up-to-date
/// client.
public struct Cut: Hashable, Sendable {
    /// New structs under a client id that belongs to somebody else.
    public var structsOfForeignClients = 0
    /// Those client ids.
    public var foreignClients: Set<ClientID> = []
    /// Structs behind a hole in their client's clocks, or behind a Skip.
    public var structsAfterGap = 0
    /// Structs that name an element which is unknown or was cut.
    public var structsDependingOnCut = 0
    /// Structs in a root type the rule does not name, or with a content that no honest peer writes and stock
    /// peers cannot bear; and what else a member may not bring.
    public var structsOfForbiddenContent = 0
    /// Delete ranges, or parts of them, over unknown clocks.
    public var deleteRangesOfUnknown = 0

    public init() {}

    public var isEmpty: Bool { self == Cut() }

    /// The update has a hole before something it brings: the sender knows more than it sent.
    public var hasGap: Bool {
        structsAfterGap > 0 || structsDependingOnCut > 0 || deleteRangesOfUnknown > 0
    }
}

/// What an update may bring into a document: the schema's and the member's rights, as plain data.
public struct AdmissionRule: Sendable {
    /// Client ids that belong to somebody else: new structs under them are cut.
    public var foreignClients: Set<ClientID>
    /// New client ids that are too many: new structs under them are cut as forbidden.
    public var excessClients: Set<ClientID> = []
    /// Root types of the document's schema; nil admits any.
    public var rootNames: Set<String>?
    /// How many types may stand around a type. Honest documents have a handful; stock peers overflow their
    /// stack at some thousand.
    public var nestingMax = 64

    public init(foreignClients: Set<ClientID> = [], rootNames: Set<String>? = nil) {
        self.foreignClients = foreignClients
        self.rootNames = rootNames
    }
}

extension Doc {
    /// The part of an update that this document may take now: of each client a causally closed prefix.
    ///
    /// Known structs are dropped silently; whatever else is dropped is counted. Applied, the rest leaves
    /// nothing pending.
    public func admissible(_ update: DecodedUpdate, under rule: AdmissionRule) -> (DecodedUpdate, Cut) {
        var admission = Admission(doc: self, rule: rule)
        return admission.take(update)
    }
}

/// One update on its way in: structs are admitted as long as all they depend on is.
private struct Admission {
    let doc: Doc
    let rule: AdmissionRule
    /// How far each client is known once what was admitted so far is applied.
    var known: [ClientID: Clock] = [:]
    var cut = Cut()
    /// nil: the update brings no types.
    private var nesting: Nesting?

    init(doc: Doc, rule: AdmissionRule) {
        self.doc = doc
        self.rule = rule
    }

    func state(of client: ClientID) -> Clock { known[client] ?? doc.engine.state(of: client) }

    mutating func take(_ update: DecodedUpdate) -> (DecodedUpdate, Cut) {
        if update.structs.values.contains(where: { $0.contains(where: \.isType) }) {
            nesting = Nesting(depthMax: rule.nestingMax)
        }
        var waiting = Waiting(update.structs)
        var admitted: [ClientID: [RawStruct]] = [:]
        waiting.run { whole in
            guard let fresh = unknownPart(of: whole) else { return .taken }
            if reason(against: fresh) != nil { return .refused }
            if let missing = missing(for: fresh) { return .missing(missing) }
            if case .item(let body) = fresh.kind, let depth = nesting?.depth(of: body, in: doc.engine) {
                nesting?.admit(fresh.id, end: fresh.end, depth: depth)
            }
            admitted[fresh.id.client, default: []].append(fresh)
            known[fresh.id.client] = fresh.end
            return .taken
        }
        for (client, rest) in waiting.rest() { count(rest, of: client) }
        return (DecodedUpdate(structs: admitted, deletes: clipped(update.deletes)), cut)
    }

    /// A second content for a known clock reaches nobody.
    private func unknownPart(of whole: RawStruct) -> RawStruct? {
        let state = state(of: whole.id.client)
        guard whole.end > state else { return nil }
        return whole.dropping(state > whole.id.clock ? state - whole.id.clock : 0)
    }

    /// Why a new struct may not come in, whatever else does; the counter it is counted under.
    private func reason(against fresh: RawStruct) -> WritableKeyPath<Cut, Int>? {
        if rule.foreignClients.contains(fresh.id.client) { return \.structsOfForeignClients }
        if fresh.id.clock > state(of: fresh.id.client) { return \.structsAfterGap }
        if rule.excessClients.contains(fresh.id.client) { return \.structsOfForbiddenContent }
        if case .item(let body) = fresh.kind, isForbidden(body) { return \.structsOfForbiddenContent }
        return nil
    }

    private func isForbidden(_ body: RawStruct.Body) -> Bool {
        if case .root(let name) = body.parent, let names = rule.rootNames, !names.contains(name) {
            return true
        }
        if case .type = body.content, let nesting, missing(for: body) == nil {
            return nesting.depth(of: body, in: doc.engine) > rule.nestingMax
        }
        return body.content.breaksStockPeers
    }

    private func missing(for fresh: RawStruct) -> ID? {
        guard case .item(let body) = fresh.kind else { return nil }
        return missing(for: body)
    }

    private func missing(for body: RawStruct.Body) -> ID? {
        body.dependencies.first { $0.clock >= state(of: $0.client) }
    }

    /// The first struct that was stopped names the reason for all behind it.
    private mutating func count(_ rest: [RawStruct], of client: ClientID) {
        let fresh = rest.compactMap { unknownPart(of: $0) }
        guard let first = fresh.first else { return }
        let isWaiting = missing(for: first) != nil
        let reason = reason(against: first) ?? (isWaiting ? \.structsDependingOnCut : \.structsAfterGap)
        cut[keyPath: reason] += fresh.count
        if reason == \.structsOfForeignClients { cut.foreignClients.insert(client) }
    }

    private mutating func clipped(_ deletes: DeleteSet) -> DeleteSet {
        var kept = DeleteSet()
        for (client, ranges) in deletes.ranges {
            let end = state(of: client)
            for range in ranges {
                if range.end > end { cut.deleteRangesOfUnknown += 1 }
                if range.clock < end { kept.add(client, range.clock, min(range.end, end) - range.clock) }
            }
        }
        return kept
    }
}

extension Content {
    /// Whether stock Yjs throws when it reads this or passes it on; its document can send nothing more then.
    ///
    /// A sub-document is one: its options may be any value, and stock peers take some of them badly.
    fileprivate var breaksStockPeers: Bool {
        switch self {
        case .any(let values): values.contains(where: \.hasPrototype)
        case .embed(let value), .format(_, let value): value.hasPrototype
        case .document: true
        case .deleted, .json, .binary, .string, .type: false
        }
    }
}

extension AnyValue {
    /// Whether an object in it has the key `__proto__`: read in JavaScript it becomes the object's prototype.
    fileprivate var hasPrototype: Bool {
        switch self {
        case .array(let values): values.contains(where: \.hasPrototype)
        case .object(let members): members.contains { $0.key == "__proto__" || $0.value.hasPrototype }
        default: false
        }
    }
}
