import ArgumentParser
import CRDT
import Committee
import SyncClient

/// The meeting a command is about, as people type it.
struct MeetingArgument: ParsableArguments {
    @Argument(help: "The meeting's id, a beginning of it, or its short name such as mt1.") var meeting: String
}

struct HoldMeeting: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Record that a meeting was held, and who was there.",
        discussion:
            "Whether enough were there follows from the rule. Until somebody signs it can be recorded anew."
    )

    @OptionGroup var about: MeetingArgument
    @Option(help: "The day; today if you leave it out.") var day: String?
    @Option(help: "Who was there of both sides, such as w1,w2,m1.") var present: String
    @Option(help: "ordinary, extraordinary, election or joint_walk.") var kind: String?
    @OptionGroup var options: CommonOptions

    func request(_ session: ClientSession) throws(Failure) -> Asking.Request {
        let row = try session.row(about.meeting, of: .minutes)
        let named = AnyValue.list(present).array ?? []
        let sides = Side.allCases.map { side -> AnyValue.Member in
            let here = named.filter { session.state.roster.member($0.string ?? "")?.side == side }
            return .init(side.rawValue, .array(here))
        }
        let strangers = named.compactMap(\.string).filter { session.state.roster.member($0)?.side == nil }
        guard strangers.isEmpty else {
            throw Failure("\(strangers.joined(separator: ", ")) sits on neither side.", .data)
        }
        return Asking.Request(
            .holdMeeting, row.id,
            [.init("held", .string(day ?? session.day)), .init("present", .object(sides))]
                + .given("kind", kind),
            words: "\(row.name): held on \(day ?? session.day), \(named.count) present")
    }
}

struct CirculateMinutes: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "circulate", abstract: "Say that the minutes are ready to be read and signed.")

    @OptionGroup var about: MeetingArgument
    @OptionGroup var options: CommonOptions

    func request(_ session: ClientSession) throws(Failure) -> Asking.Request {
        let row = try session.row(about.meeting, of: .minutes)
        return Asking.Request(.circulateMinutes, row.id, words: "\(row.name): circulated")
    }
}

struct CorrectMinutes: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "correct", abstract: "Correct signed minutes by a note, which both sides then sign.")

    @OptionGroup var about: MeetingArgument
    @Argument(help: "The note.") var text: String
    @Option(help: "Its language; your first if you leave it out.") var language: String?
    @OptionGroup var options: CommonOptions

    func request(_ session: ClientSession) throws(Failure) -> Asking.Request {
        let row = try session.row(about.meeting, of: .minutes)
        return Asking.Request(
            .correctMinutes, row.id, [.init("text", .said(text, in: language, session))],
            words: "\(row.name): the note waits for the signatures of both sides")
    }
}
