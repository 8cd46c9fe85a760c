import CRDT
import TestSupport

@testable import Committee

/// Where a marker was planted: what decides who may read it.
enum Home: Hashable {
    case area(Area)
    /// The words of an issue, which go where its label says.
    case issue(String)
    /// What only those who handle a matter may know.
    case matter(String)
    /// A draft of a side.
    case draft(String, Side)
    /// What somebody is called, which they are told themselves.
    case name(String)
}

/// Who may read what, worked out a second time: from what happened, and from the table written by hand.
///
/// Asks nothing of `Permissions`, of a room's state or of the audience an event went to: a wrong cell, a
/// wrong audience and a wrong listener are all found.
struct Facts {
    private var holders: [String: String] = [:]
    private var focal: Set<String> = []
    private var matters: [String: Matter] = [:]
    private var granted: [String: Set<String>] = [:]
    /// Until which step a matter that is no case any more was one: what was said by then stands in the case.
    private(set) var wasCase: [String: Int] = [:]

    private struct Matter {
        var label = ""
        var isCandidate = false
        var releasedTo: Set<String> = []
        var named: Set<String>?
        var level = ""
    }

    private static let cells = readCells(extent: "all")
    private static let metaCells = readCells(extent: "meta")

    private static func readCells(extent: String) -> [String: [String: [PermissionOracle.Entry]]] {
        PermissionOracle.cells().reduce(into: [:]) {
            $0[$1.area, default: [:]][$1.holder] = $1.entries.filter {
                $0.action == "read" && $0.extent == extent
            }
        }
    }

    // MARK: Who may read

    func mayRead(_ person: String, _ home: Home) -> Bool {
        guard let holder = holders[person] else { return false }
        switch home {
        case .area(let area): return isGranted(area, holder, conditions(person, area))
        case .issue(let id):
            switch matters[id]?.label {
            case "open", "committee": return isGranted(.issues, holder, [])
            case "worker_side": return isGranted(.workerIssues, holder, [])
            case "restricted": return mayRead(person, .matter(id))
            default: return false
            }
        case .matter(let id): return handles(person, holder, id)
        case .name(let id): return person == id
        case .draft(_, let side):
            return isGranted(side == .worker ? .workerCaucus : .managementCaucus, holder, [])
        }
    }

    /// Whether somebody is told that something of an area was, by its id and without a word of it.
    func hearsOf(_ person: String, _ home: Home) -> Bool {
        guard case .area(let area) = home, let holder = holders[person] else { return false }
        return Self.metaCells[area.rawValue]?[holder]?.isEmpty == false
    }

    /// Whether a release of a draft to a reader, or to the committee, gives it to somebody.
    func hears(_ person: String, releaseTo reader: String) -> Bool {
        guard let holder = holders[person] else { return false }
        return reader == "committee" ? isGranted(.releasedDrafts, holder, []) : holder == reader
    }

    private func handles(_ person: String, _ holder: String, _ id: String) -> Bool {
        let matter = matters[id] ?? Matter()
        var conditions: Set<String> = matter.isCandidate ? ["zero"] : []
        switch holder {
        case "worker", "management":
            guard isHandler(person, holder, matter) else { return false }
            // Never to management alone; and beside a row of the worker side not at all.
            let isAlone = matter.isCandidate && !isWatched(matter)
            if holder == "management", matter.label == "worker_side" || isAlone { return false }
            return isGranted(.cases, "handler", [])
        case "advisor":
            if ["advisor", "advisor_lead"].contains(matter.level) { conditions.insert("released") }
        case "advisor_lead": if matter.level == "advisor_lead" { conditions.insert("released") }
        default: break
        }
        if matter.releasedTo.contains(holder) { conditions.insert("released") }
        return isGranted(.cases, holder, conditions)
    }

    private func isWatched(_ matter: Matter) -> Bool {
        holders.contains { person, holder in
            switch holder {
            case "advisor", "advisor_lead": true
            case "worker": isHandler(person, holder, matter)
            default: false
            }
        }
    }

    /// Whom a side named and who still sits there; the side's focal person, if there is none.
    private func isHandler(_ person: String, _ holder: String, _ matter: Matter) -> Bool {
        let named = (matter.named ?? []).filter { holders[$0] == holder }
        return named.isEmpty ? focal.contains(person) : named.contains(person)
    }

    /// An integration is granted an area; nobody else is by a condition that these scenarios bring about.
    private func conditions(_ person: String, _ area: Area) -> Set<String> {
        let name = area == .planProgress ? Area.plan.rawValue : area.rawValue
        return granted[person]?.contains(name) == true ? ["released"] : []
    }

    private func isGranted(_ area: Area, _ holder: String, _ conditions: Set<String>) -> Bool {
        (Self.cells[area.rawValue]?[holder] ?? []).contains { entry in
            entry.condition.map(conditions.contains) ?? true
        }
    }

    // MARK: What happened

    /// Whose homes an event may open or close: of an issue, or everybody's (nil).
    static func concerns(_ event: Event) -> String? {
        switch event.area {
        case .issues, .cases: event.subject
        default: nil
        }
    }

    static func changes(_ event: Event) -> Bool {
        switch event.knownType {
        case .memberJoined, .programmeJoined, .integrationRegistered, .memberLeft, .programmeLeft,
            .integrationRemoved, .handlerNamed, .handlerReleased, .issueOpened, .issueLabelChanged,
            .candidateRaised, .caseHandlersNamed, .caseReleased, .caseReleaseRevoked, .issueEscalated:
            true
        default: false
        }
    }

    mutating func take(_ event: Event, at step: Int) {
        let id = event.subject
        switch event.knownType {
        case .memberJoined, .programmeJoined: holders[id] = event.data["role"]?.string
        case .integrationRegistered:
            holders[id] = "integration"
            granted[id] = Set(event.data["areas"]?.array?.compactMap(\.string) ?? [])
        case .memberLeft, .programmeLeft, .integrationRemoved:
            holders[id] = nil
            focal.remove(id)
        case .handlerNamed: focal.insert(id)
        case .handlerReleased: focal.remove(id)
        case .issueOpened: open(event)
        case .issueLabelChanged:
            if matters[id]?.label == "restricted" { wasCase[id] = step }
            matters[id]?.label = event.data["confidentiality"]?.string ?? ""
        case .candidateRaised: matters[id, default: Matter()].isCandidate = true
        case .caseHandlersNamed:
            matters[id, default: Matter()].named = Set(
                event.data["handlers"]?.array?.compactMap(\.string) ?? [])
        case .caseReleased: matters[id, default: Matter()].releasedTo.insert(event.data["to"]?.string ?? "")
        case .caseReleaseRevoked: matters[id]?.releasedTo.remove(event.data["to"]?.string ?? "")
        // Of what the committee or a side keeps, another level is no reader of the case.
        case .issueEscalated:
            if matters[id]?.label == "restricted" { matters[id]?.level = event.data["level"]?.string ?? "" }
        default: break
        }
    }

    /// Grave kinds begin as cases, whatever was asked for; a row that moves keeps what it was.
    private mutating func open(_ event: Event) {
        let data = event.data
        let isGrave =
            ["harassment", "recruitment_fees"].contains(data["category"]?.string)
            || data["concern"]?.string != nil || data["cp"]?.string?.hasPrefix("CL-") == true
            || data["cp"]?.string?.hasPrefix("FL-") == true
        let isNew = matters[event.subject] == nil
        let label = data["confidentiality"]?.string ?? ""
        matters[event.subject, default: Matter()].label = isNew && isGrave ? "restricted" : label
        if data["zero_tolerance_candidate"]?.bool == true {
            matters[event.subject, default: Matter()].isCandidate = true
        }
    }
}

extension Event {
    fileprivate var area: Area? { knownType?.area }
}
