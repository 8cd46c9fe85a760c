import ArgumentParser
import CRDT
import Committee
import SyncClient

struct PointArgument: RowArgument {
    static let document = DocumentName.diagnosis
    @Argument(help: "The point's id, a beginning of it, or its short name such as d03.") var point: String
    var row: String { point }
}

struct RatePoint: RowCommand {
    static let configuration = CommandConfiguration(
        commandName: "rate", abstract: "Say how your side sees one point.",
        discussion: """
            RATING is no_issue, needs_improvement, serious, not_applicable or not_assessed. Only your side's
            rating changes; nothing averages the two.
            """)

    @OptionGroup var target: PointArgument
    @Argument(help: "The rating.") var rating: String
    @OptionGroup var options: CommonOptions

    func request(_ row: Row, _ session: ClientSession) throws(Failure) -> Asking.Request {
        Asking.Request(
            .ratePoint, row.id, [.init("rating", .string(rating))],
            words: "\(row.name): \(rating), says \(session.participant.role.party)")
    }
}

struct AgreePoint: RowCommand {
    static let configuration = CommandConfiguration(
        commandName: "agree",
        abstract: "Propose one rating for a point, or agree to what the other side proposed.",
        discussion: """
            Without RATING it agrees to what the other side proposed. Both sides must have rated the point.
            """)

    @OptionGroup var target: PointArgument
    @Argument(help: "The rating to agree on.") var rating: String?
    @OptionGroup var options: CommonOptions

    func request(_ row: Row, _ session: ClientSession) throws(Failure) -> Asking.Request {
        let proposed = session.state.point(row.id).proposed
        guard let agreed = rating ?? proposed?.rating else {
            throw Failure("Nothing is proposed for \(row.name); name the rating to agree on.", .data)
        }
        let isAnswer = proposed?.rating == agreed
        return Asking.Request(
            .agreePoint, row.id, [.init("rating", .string(agreed))],
            words: isAnswer
                ? "\(row.name): both sides agree on \(agreed)"
                : "\(row.name): \(agreed) proposed; the other side has not agreed yet")
    }
}

struct DisagreePoint: RowCommand {
    static let configuration = CommandConfiguration(
        commandName: "disagree", abstract: "Put on record that the two sides see a point differently.",
        discussion: "Both ratings stay as they are. A disagreement is a valid end.")

    @OptionGroup var target: PointArgument
    @OptionGroup var options: CommonOptions

    func request(_ row: Row, _ session: ClientSession) throws(Failure) -> Asking.Request {
        Asking.Request(
            .disagreePoint, row.id, words: "\(row.name): the sides disagree, and both ratings stay")
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
