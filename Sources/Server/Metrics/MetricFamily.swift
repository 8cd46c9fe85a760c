import RoomCore

/// What the server counts. One family is one name on `/metrics`; some are told apart by one label whose
/// values are all known beforehand, so that no name of a committee, member or document can become one.
enum MetricFamily: Int, CaseIterable, Sendable {
    case socketsOpened
    case framesReceived, receivedBytes
    /// A write may hold several frames.
    case writes, sentBytes
    /// Close codes the server sent.
    case socketsClosed
    case documentsEnded
    case documentsDenied
    case upgradesRefused
    /// Connections the server cut off, and why.
    case drops

    case roomLoads, roomLoadFailures, roomFailures
    case updates, updateBytes
    case updateRefusals
    case cuts
    case presence
    case commands, commandRefusals

    case appends, entries, entryBytes
    case flushes, flushFailures

    var name: String {
        switch self {
        case .socketsOpened: "bipartite_sockets_opened_total"
        case .framesReceived: "bipartite_frames_received_total"
        case .receivedBytes: "bipartite_received_bytes_total"
        case .writes: "bipartite_writes_total"
        case .sentBytes: "bipartite_sent_bytes_total"
        case .socketsClosed: "bipartite_sockets_closed_total"
        case .documentsEnded: "bipartite_documents_ended_total"
        case .documentsDenied: "bipartite_documents_denied_total"
        case .upgradesRefused: "bipartite_upgrades_refused_total"
        case .drops: "bipartite_drops_total"
        case .roomLoads: "bipartite_room_loads_total"
        case .roomLoadFailures: "bipartite_room_load_failures_total"
        case .roomFailures: "bipartite_room_failures_total"
        case .updates: "bipartite_updates_total"
        case .updateBytes: "bipartite_update_bytes_total"
        case .updateRefusals: "bipartite_update_refusals_total"
        case .cuts: "bipartite_cuts_total"
        case .presence: "bipartite_presence_messages_total"
        case .commands: "bipartite_commands_total"
        case .commandRefusals: "bipartite_command_refusals_total"
        case .appends: "bipartite_appends_total"
        case .entries: "bipartite_log_entries_total"
        case .entryBytes: "bipartite_log_bytes_total"
        case .flushes: "bipartite_flushes_total"
        case .flushFailures: "bipartite_flush_failures_total"
        }
    }

    var help: String {
        switch self {
        case .socketsOpened: "WebSockets opened."
        case .framesReceived: "Data messages received from sockets."
        case .receivedBytes: "Bytes of those messages."
        case .writes: "Writes queued for sockets; one may hold several frames."
        case .sentBytes: "Bytes of those writes."
        case .socketsClosed: "Sockets the server closed, by close code."
        case .documentsEnded: "Documents the server ended on a socket, by close code."
        case .documentsDenied: "Documents that were not opened, by reason."
        case .upgradesRefused: "WebSocket upgrades refused, by HTTP status."
        case .drops: "Connections cut off, by reason."
        case .roomLoads: "Rooms loaded from the log."
        case .roomLoadFailures: "Rooms that could not be loaded."
        case .roomFailures: "Rooms closed because their log failed."
        case .updates: "Updates and step2s received by rooms."
        case .updateBytes: "Bytes of those updates."
        case .updateRefusals: "Updates of which nothing was taken, by reason."
        case .cuts: "Updates of which a part was not taken, by reason."
        case .presence: "Awareness messages received by rooms."
        case .commands: "Commands recorded by rooms."
        case .commandRefusals: "Commands turned down by rooms."
        case .appends: "Batches given to the log, one a room and tick."
        case .entries: "Entries flushed."
        case .entryBytes: "Bytes of content flushed."
        case .flushes: "Transactions of the log flushed to the disk."
        case .flushFailures: "Transactions of the log that failed."
        }
    }

    /// The label's name and all its values; the last one takes in whatever else may come.
    var label: (name: String, values: [String])? {
        switch self {
        case .socketsClosed, .documentsEnded:
            (
                "code",
                [
                    "1000", "1001", "1002", "1003", "1007", "1009", "1011", "1013", "4400", "4401", "4403",
                    "4404", "4409", "4500", "4503", "other",
                ]
            )
        case .documentsDenied: ("reason", ["token", "not-found", "closed", "other"])
        case .upgradesRefused: ("status", ["400", "401", "403", "404", "426", "431", "503", "other"])
        case .drops:
            (
                "reason",
                [
                    "slow_reader", "silent", "unauthenticated", "no_goodbye", "no_request", "http_too_long",
                    "other",
                ]
            )
        case .updateRefusals: ("reason", ["malformed", "read_only", "other"])
        case .cuts: ("reason", ["gap", "dependent", "forbidden", "foreign", "unknown_delete", "other"])
        default: nil
        }
    }

    /// Where the family's cells begin.
    var firstCell: Int { Self.firstCells[rawValue] }
    static let firstCells: [Int] = allCases.reduce(into: [0]) { cells, family in
        cells.append(cells[cells.count - 1] + family.cellCount)
    }
    static var allCellCount: Int { firstCells[allCases.count] }

    private var cellCount: Int { label?.values.count ?? 1 }
}

/// What the server measures the distribution of.
enum MetricDistribution: Int, CaseIterable, Sendable {
    /// From the commit's begin to the disk's word.
    case flush
    /// From the message's arrival to the answer's place in the outgoing queue.
    case acknowledgement
    case roomLoad
    case entriesPerFlush

    /// Cells of one distribution: its buckets, the one without a bound, and the sum.
    static let stride = 18

    var name: String {
        switch self {
        case .flush: "bipartite_flush_seconds"
        case .acknowledgement: "bipartite_acknowledgement_seconds"
        case .roomLoad: "bipartite_room_load_seconds"
        case .entriesPerFlush: "bipartite_entries_per_flush"
        }
    }

    var help: String {
        switch self {
        case .flush: "How long one transaction of the log took, the wait for the disk included."
        case .acknowledgement: "From the arrival of an update to its acknowledgement in the outgoing queue."
        case .roomLoad: "How long a room took to load."
        case .entriesPerFlush: "Entries that shared one flush."
        }
    }

    /// Upper bounds, in nanoseconds or in entries.
    var bounds: [Int] { self == .entriesPerFlush ? Self.counts : Self.nanoseconds }

    /// What the unit of the cells is in that of the page.
    var scale: Double { self == .entriesPerFlush ? 1 : 1e-9 }

    private static let counts = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000]
    private static let nanoseconds = [
        250, 500, 1000, 2000, 5000, 10_000, 15_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
        2_500_000, 5_000_000, 10_000_000,
    ].map { $0 * 1000 }
}
