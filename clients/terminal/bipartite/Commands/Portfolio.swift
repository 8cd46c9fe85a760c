import ArgumentParser
import CRDT
import Committee
import SyncClient

struct Portfolio: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "portfolio", abstract: "All your committees on one page, those at risk first.",
        discussion: """
            Of each committee: the day of its cycle, items by status, what is overdue, items whose draft
            differs from what is in force, and days since the last meeting. Sorted by overdue items, then
            by differences, then by days since the last meeting. Committees that cannot be reached
            are shown as last seen.
            """)

    @Flag(help: "Print JSON.") var json = false
    @Option(help: "Seconds to wait for each server.") var wait: Double = 10

    func run() async throws {
        let patience = Duration.milliseconds(Int(max(0, min(wait, 86_400)) * 1000))
        let identities = try DataFolder().identities()
        guard !identities.isEmpty else {
            throw Failure(
                "No membership is kept here yet. Ask for a code and run: bipartite join HOST#CODE", .identity)
        }
        var tiles: [Tile] = []
        for identity in identities {
            tiles.append(
                try await Sitting.run(identity, .reads) { sitting in
                    let isOnline = try await sitting.join([.plan], within: patience, isPatient: false)
                    return Tile(of: await sitting.runner.view.session, identity, isOnline: isOnline)
                })
        }
        tiles.sort { $0.risk > $1.risk }
        if json {
            say(AnyValue.object(["committees": .array(tiles.map(\.json))]).json)
        } else {
            for tile in tiles.flatMap(\.lines) { say(tile) }
        }
    }
}

/// One committee of a portfolio.
struct Tile: Sendable {
    let committee: String
    let member: String
    let isOnline: Bool
    let phase: String
    let cycleDay: Int?
    /// Items by status.
    let items: [String: Int]
    let overdue: Int
    /// Items whose draft differs from what is in force.
    let differences: Int
    let daysSinceMeeting: Int?

    init(of session: ClientSession, _ identity: Identity, isOnline: Bool) {
        (committee, member, self.isOnline) = (identity.committee, identity.member, isOnline)
        let (state, picture, day) = (session.state, session.picture, CalendarDay(session.day))
        phase = state.cycle.phase.rawValue
        cycleDay = day.flatMap(state.cycle.day)
        let rows = picture.rows(of: .plan).filter { !$0.isRemoved }
        items = Dictionary(grouping: rows) { state.item($0.id).status.rawValue }.mapValues(\.count)
        overdue = rows.filter { row in day.map { state.item(row.id).isOverdue(on: $0) } ?? false }.count
        differences = rows.filter { !picture.standing(of: $0.id, for: identity.member).changes.isEmpty }.count
        daysSinceMeeting = day.flatMap { day in state.lastMeeting.map { $0.days(to: day) } }
    }

    /// Higher comes first.
    var risk: (Int, Int, Int) { (overdue, differences, daysSinceMeeting ?? 0) }

    var json: AnyValue {
        .object([
            "committee": .string(committee), "member": .string(member),
            "link": .string(isOnline ? "online" : "offline"), "phase": .string(phase),
            "cycle_day": cycleDay.map { .number(Double($0)) } ?? .null,
            "items": .object(
                items.sorted { $0.key < $1.key }.map { .init($0.key, .number(Double($0.value))) }),
            "overdue": .number(Double(overdue)), "differences": .number(Double(differences)),
            "days_since_meeting": daysSinceMeeting.map { .number(Double($0)) } ?? .null,
        ])
    }

    var lines: [String] {
        let status = items.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        let day = cycleDay.map { "day \($0) of its cycle" } ?? "no cycle yet"
        let meeting = daysSinceMeeting.map { "last meeting \($0) days ago" } ?? "no meeting yet"
        return [
            "\(committee) (\(phase), \(day))\(isOnline ? "" : ", offline: as last seen")",
            "  \(status.isEmpty ? "no items" : status); \(overdue) overdue; "
                + "\(differences) differ from what is in force; \(meeting)",
        ]
    }
}
