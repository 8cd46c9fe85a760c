/// What was cut from an update before it was taken, and why. Empty for all honest traffic of an up-to-date
/// client.
public struct Cut: Hashable, Sendable {
    /// New structs under a client id that belongs to somebody else.
    public var structsOfForeignClients = 0
    /// Structs behind a hole in their client's clocks, or behind a Skip.
    public var structsAfterGap = 0
    /// Structs that name an element which is unknown or was cut.
    public var structsDependingOnCut = 0
    /// Structs in a root type the rule does not name.
    public var structsOfForbiddenContent = 0
    /// Delete ranges, or parts of them, over unknown clocks.
    public var deleteRangesOfUnknown = 0

    public init() {}

    public var isEmpty: Bool { self == Cut() }

    /// The update has a hole before something it brings: the sender knows more than it sent.
    public var hasGap: Bool { structsAfterGap > 0 || structsDependingOnCut > 0 || deleteRangesOfUnknown > 0 }
}

/// What an update may bring into a document: the schema's and the member's rights, as plain data.
public struct AdmissionRule: Sendable {
    /// Client ids that belong to somebody else: new structs under them are cut.
    public var foreignClients: Set<ClientID>
    /// Root types of the document's schema; nil admits any.
    public var rootNames: Set<String>?

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
        var admission = Admission(engine: engine, rule: rule)
        return admission.take(update)
    }
}

/// One update on its way in: structs are admitted as long as all they depend on is.
private struct Admission {
    let engine: Engine
    let rule: AdmissionRule
    /// How far each client is known once what was admitted so far is applied.
    var known: [ClientID: Clock] = [:]
    var cut = Cut()

    init(engine: Engine, rule: AdmissionRule) {
        self.engine = engine
        self.rule = rule
    }

    func state(of client: ClientID) -> Clock { known[client] ?? engine.state(of: client) }

    mutating func take(_ update: DecodedUpdate) -> (DecodedUpdate, Cut) {
        var waiting = Waiting(update.structs, [:])
        var admitted: [ClientID: [RawStruct]] = [:]
        var hasProgress = true
        while hasProgress {
            hasProgress = false
            for client in waiting.clients {
                while let head = waiting.head(of: client) {
                    if head.end > state(of: client) {
                        guard reason(against: head) == nil else { break }
                        admitted[client, default: []].append(head)
                        known[client] = head.end
                        hasProgress = true
                    }
                    waiting.advance(client)
                }
            }
        }
        for (client, rest) in waiting.rest { count(rest, of: client) }
        return (DecodedUpdate(structs: admitted, deletes: clipped(update.deletes)), cut)
    }

    /// Why a new struct may not come in; the counter it is counted under.
    private func reason(against head: RawStruct) -> WritableKeyPath<Cut, Int>? {
        if head.id.clock > state(of: head.id.client) || head.kind == .skip { return \.structsAfterGap }
        if rule.foreignClients.contains(head.id.client) { return \.structsOfForeignClients }
        if case .item(let body) = head.kind, case .root(let name) = body.parent, let names = rule.rootNames,
            !names.contains(name)
        {
            return \.structsOfForbiddenContent
        }
        return head.dependencies.allSatisfy { $0.clock < state(of: $0.client) }
            ? nil : \.structsDependingOnCut
    }

    /// The first struct that was stopped names the reason for all behind it.
    private mutating func count(_ rest: [RawStruct], of client: ClientID) {
        let fresh = rest.filter { $0.end > state(of: client) }
        guard let first = fresh.first else { return }
        cut[keyPath: reason(against: first) ?? \.structsAfterGap] += fresh.count
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
