import ArgumentParser
import CRDT
import Committee
import SyncClient

struct RatePoint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rate", abstract: "Say how your side sees one point.",
        discussion: """
            RATING is no_issue, needs_improvement, serious, not_applicable or not_assessed. Only your side's
            rating changes; nothing averages the two.
            """)

    @Argument(help: "The point's id, a beginning of it, or its short name such as d03.") var point: String
    @Argument(help: "The rating.") var rating: String
    @OptionGroup var options: CommonOptions

    func run() async throws {
        let rating = rating
        try await Asking(options: options).about(point, of: .diagnosis) { row, session in
            Asking.Request(
                .ratePoint, row.id, [.init("rating", .string(rating))],
                words: "\(row.name): \(rating), says \(session.participant.role.party)")
        }
    }
}

extension Row {
    /// What people call it.
    var name: String { ref ?? String(id.prefix(8)) }
}

extension Role {
    /// Who speaks, in words.
    var party: String {
        switch self {
        case .member(let side): "the \(side.rawValue) side"
        default: "the \(rawValue.replacing("_", with: " "))"
        }
    }
}
