import CRDT
import Committee

/// What somebody who reads extracts may know, as the roster's events say so: their function, and for an
/// integration the areas that were released to it. The permission table does the rest.
///
/// The first grant reaches back to the beginning. When it changes, what came before is kept back: the
/// snapshot says what of it may be known now.
struct FeedGrant: Sendable {
    private struct Held: Hashable, Sendable {
        var reader: Participant
        var areas: Set<Area>
    }

    private let id: String
    private var held: Held?

    init(of id: String, in events: [Event]) {
        self.id = id
        held = events.lazy.filter { $0.subject == id }.compactMap(Self.held).first
    }

    /// Whether the event changes the grant.
    mutating func take(_ event: Event) -> Bool {
        guard event.subject == id, event.audience == .committee else { return false }
        let before = held
        switch event.knownType {
        case .integrationRegistered, .programmeJoined, .memberJoined: held = Self.held(event) ?? held
        case .integrationRemoved, .programmeLeft, .memberLeft: held = nil
        default: return false
        }
        return held != before
    }

    /// What of an event is told: nothing of a label above the committee's, all else as the table says.
    func extract(of event: Event) -> Event? {
        guard let held, event.audience == .committee else { return nil }
        return Permissions.extract(of: event, for: held.reader, released: held.areas)
    }

    /// How far an area may be read.
    func extent(ofReading area: Area) -> Extent {
        guard let held else { return .nothing }
        return Permissions.extent(
            of: .read, in: area, for: held.reader, when: held.areas.contains(area) ? .released : [])
    }

    private static func held(_ event: Event) -> Held? {
        guard event.audience == .committee, let seat = RosterMember(event) else { return nil }
        // A name or an office changes nothing of what may be known.
        let reader = Participant(id: seat.id, name: "", role: seat.role)
        let names =
            seat.role == .integration ? event.data["areas"]?.array?.compactMap(\.string) ?? [] : []
        return Held(reader: reader, areas: Set(names.flatMap(Area.granted)))
    }
}

extension Area {
    /// The areas a grant names: `plan` stands for the plan's commitments and its progress.
    fileprivate static func granted(_ name: String) -> [Area] {
        name == plan.rawValue ? [.plan, .planProgress] : Area(rawValue: name).map { [$0] } ?? []
    }
}
