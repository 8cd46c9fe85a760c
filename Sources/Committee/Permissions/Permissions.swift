import CRDT

/// Who may do what: every question is answered from one table (`Permissions+Table`).
///
/// Live documents, presence in them and the events of an audience are for both sides and the advisors. All
/// others get extracts of areas, made by the server: feeds, exports, counts.
public enum Permissions {
    /// Audiences without the id of the case.
    enum AudienceClass: Hashable, Sendable, CaseIterable {
        case committee, workerSide, managementSide, restrictedCase
    }

    /// What a participant may do with a document; `none` is answered as if there were no such document.
    public static func access(of participant: Participant, to document: DocumentName) -> Access {
        let area = document.area
        return holders(participant).reduce(.none) { wider($0, liveAccess[Pair($1, area)] ?? .none) }
    }

    /// Whether a participant receives the events of an audience, live: who reads all its documents.
    public static func reads(_ participant: Participant, _ audience: Audience) -> Bool {
        let areas = audience.kind.areas
        return holders(participant).contains { holder in
            areas.allSatisfy { liveAccess[Pair(holder, $0)] != nil }
        }
    }

    /// How far an action of a participant reaches in an area: the widest of what its functions grant.
    public static func extent(
        of action: Action, in area: Area, for participant: Participant, when situation: Situation = []
    ) -> Extent {
        holders(participant).map { extent(of: action, in: area, for: $0, when: situation) }
            .max { $0.breadth < $1.breadth } ?? .nothing
    }

    static func extent(
        of action: Action, in area: Area, for holder: Holder, when situation: Situation
    ) -> Extent {
        var widest = Extent.nothing
        for grant in byArea[area]?[holder] ?? []
        where grant.action == action && situation.isSuperset(of: grant.condition) {
            if grant.extent.breadth > widest.breadth { widest = grant.extent }
        }
        return widest
    }

    // MARK: Answers made ready

    private struct Pair: Hashable {
        var holder: Holder
        var area: Area

        init(_ holder: Holder, _ area: Area) {
            self.holder = holder
            self.area = area
        }
    }

    private static let byArea: [Area: [Holder: [Grant]]] = Dictionary(
        table.map { ($0.area, $0.grants) }
    ) { first, _ in first }

    /// The functions that enter live documents.
    static let liveHolders: [Holder] = [.worker, .management, .handler, .advisor, .advisorLead]

    /// Asked for with every update and every event, so it is made once. What is granted on a condition is not
    /// live: releases reach a reader as copies.
    private static let liveAccess: [Pair: Access] = {
        var found: [Pair: Access] = [:]
        for holder in liveHolders {
            for area in Area.allCases where extent(of: .read, in: area, for: holder, when: []) == .all {
                let writes = extent(of: .edit, in: area, for: holder, when: []) == .all
                found[Pair(holder, area)] = writes ? .write : .read
            }
        }
        return found
    }()

    /// Only a member of a side can be a handler: the mark on anybody else means nothing.
    static func holders(_ participant: Participant) -> [Holder] {
        switch participant.role {
        case .member(let side):
            [side == .worker ? .worker : .management] + (participant.isHandler ? [.handler] : [])
        case .advisor: [.advisor]
        case .advisorLead: [.advisorLead]
        case .assessor: [.assessor]
        case .programmeAdmin: [.programmeAdmin]
        case .integration: [.integration]
        }
    }

    private static func wider(_ first: Access, _ second: Access) -> Access {
        if first == .write || second == .write { return .write }
        return first == .read || second == .read ? .read : .none
    }
}

extension Extent {
    /// Its place from nothing to all.
    var breadth: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension DocumentName {
    /// The line of the permission table the document stands under.
    public var area: Area {
        switch self {
        case .diagnosis: .diagnosis
        case .plan: .plan
        case .issues: .issues
        case .minutes: .minutes
        case .issuesWorker: .workerIssues
        case .caucusWorker: .workerCaucus
        case .caucusManagement: .managementCaucus
        case .restrictedCase: .cases
        }
    }
}

extension Audience {
    var kind: Permissions.AudienceClass {
        switch self {
        case .committee: .committee
        case .workerSide: .workerSide
        case .managementSide: .managementSide
        case .restrictedCase: .restrictedCase
        }
    }
}

extension Permissions.AudienceClass {
    /// The areas whose live documents and events are this audience's.
    fileprivate var areas: [Area] {
        switch self {
        case .committee: Permissions.AudienceClass.committeeAreas
        case .workerSide: [.workerIssues, .workerCaucus]
        case .managementSide: [.managementCaucus]
        case .restrictedCase: [.cases]
        }
    }

    private static let committeeAreas: [Area] = [.diagnosis, .plan, .issues, .minutes]
}
