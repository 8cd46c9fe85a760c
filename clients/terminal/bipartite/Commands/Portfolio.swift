import ArgumentParser
import CRDT
import Committee
import SyncClient

struct Portfolio: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "portfolio", abstract: "All your committees on one page, those at risk first.",
        discussion: """
            Of each committee: the day of its cycle, items by status, what is overdue, items whose draft
            differs from what is in force, what the roster lacks, and days since the last meeting. Danger to
            people comes first, then what blocks signatures, then what is late: no number of small things
            hides a grave one. Committees that cannot be reached are shown as last seen.
            """)

    @Flag(help: "Print JSON.") var json = false
    @Option(help: "Seconds to wait for each server.") var wait: Double = 10

    private static let documents: [DocumentName] = [.plan, .diagnosis, .issues]

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
                    let isOnline = try await sitting.join(
                        Self.documents, within: patience, isPatient: false)
                    let session = await sitting.runner.view.session
                    return Tile(
                        summary: CommitteeSummary(of: session.picture), member: identity.member,
                        isOnline: isOnline)
                })
        }
        tiles.sort { CommitteeSummary.precedes($0.summary, $1.summary) }
        if json {
            say(AnyValue.object(["committees": .array(tiles.map(\.json))]).json)
        } else {
            for tile in tiles.flatMap(\.lines) { say(tile) }
        }
    }
}

/// A committee's summary, and how it was come by.
private struct Tile: Sendable {
    var summary: CommitteeSummary
    var member: String
    var isOnline: Bool

    private var overdue: Int { summary.overdue.values.reduce(0, +) }

    var json: AnyValue {
        let items = summary.items.sorted { $0.key.rawValue < $1.key.rawValue }.map {
            AnyValue.Member($0.key.rawValue, .number(Double($0.value)))
        }
        let late = summary.overdue.sorted { $0.key < $1.key }.map {
            AnyValue.Member($0.key, .number(Double($0.value)))
        }
        let number = { (count: Int?) in count.map { AnyValue.number(Double($0)) } ?? .null }
        return .object([
            "committee": .string(summary.committee), "name": .string(summary.name),
            "member": .string(member), "link": .string(isOnline ? "online" : "offline"),
            "phase": .string(summary.phase.rawValue), "cycle_day": number(summary.cycleDay),
            "items": .object(items), "overdue": number(overdue), "overdue_by_priority": .object(late),
            "differences": number(summary.differences), "partly_signed": number(summary.partlySigned),
            "plan": .string(summary.plan.rawValue), "diagnosis": .string(summary.diagnosis.rawValue),
            "version_age_days": number(summary.versionAge),
            "roster_broken": number(summary.hardFindings), "roster_warnings": number(summary.softFindings),
            "days_since_meeting": number(summary.daysSinceMeeting),
            "meeting_overdue": .bool(summary.isMeetingOverdue),
            "key_issues_open": number(summary.keyIssuesOpen),
            "key_issues_verified": number(summary.keyIssuesVerified),
            "verifications_requested": number(summary.verificationsRequested),
            "training_days_left": .number(summary.trainingDaysLeft),
            "zero_tolerance": .bool(summary.isZeroTolerance),
        ])
    }

    var lines: [String] {
        let status = summary.items.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { "\($0.value) \($0.key.rawValue)" }.joined(separator: ", ")
        let day = summary.cycleDay.map { "day \($0) of its cycle" } ?? "no cycle yet"
        let difference =
            summary.versionAge == nil
            ? "nothing in force yet" : "\(summary.differences) differ from what is in force"
        let meeting = summary.daysSinceMeeting.map { "last meeting \($0) days ago" } ?? "no meeting yet"
        var lines = [
            "\(summary.committee) (\(summary.phase.rawValue), \(day))"
                + (isOnline ? "" : ", offline: as last seen"),
            "  \(status.isEmpty ? "no items" : status); \(overdue) overdue; "
                + "\(difference); \(meeting)",
        ]
        if summary.isZeroTolerance { lines.append("  zero tolerance: people may be in danger") }
        if summary.hardFindings > 0 {
            lines.append(
                "  \(summary.hardFindings) rules of the roster are broken: nothing new can be signed")
        }
        return lines
    }
}
