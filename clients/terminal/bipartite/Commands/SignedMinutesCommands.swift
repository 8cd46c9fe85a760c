import ArgumentParser
import Committee
import SyncClient
import TerminalApp

struct PrintMinutes: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "print",
        abstract: "Write signed minutes as one page to print, with the heads of the chain.",
        discussion: "Both sides keep the paper: a record that was changed later does not hold these heads.")

    @OptionGroup var about: MeetingArgument
    @Option(help: "The language of the page, such as bn; your first if you leave it out.") var language:
        String?
    @Option(help: "Where to write it; else it is printed.", completion: .file()) var out: String?
    @OptionGroup var options: CommonOptions

    func run() async throws {
        let (options, meeting, language) = (options, about.meeting, language)
        let page = try await Sitting.run(try options.choice.identity(), .reads) { sitting -> String in
            try await sitting.show(.minutes, options)
            try await sitting.keepHeads()
            let session = await sitting.runner.view.session
            let row = try session.row(meeting, of: .minutes)
            let language = language ?? session.ownLanguage
            let page = MinutesPage.html(
                of: row.id, session.picture, heads: session.room.heads, language: language,
                names: Paper.words(in: language))
            guard let page else { throw Failure(.minutesNotSigned, in: session.language) }
            return page
        }
        Paper.warn(of: language, printed: Paper.languages)
        try options.write(page: page, to: out)
    }
}

struct ExportMinutes: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write signed minutes, with their signatures, as a file.",
        discussion: """
            The file is JSON that anybody can check offline: bipartite verify FILE. The corrections both sides
            signed are in it, and the heads of the record's chain. The server signs it; while it cannot be
            reached the file is made from your own copy, with the members' signatures only.
            """)

    @OptionGroup var about: MeetingArgument
    @Option(help: "Where to write it; else it is printed.", completion: .file()) var out: String?
    @OptionGroup var options: CommonOptions

    func run() async throws {
        let (options, meeting) = (options, about.meeting)
        let bytes = try await Sitting.run(try options.choice.identity(), .reads) { sitting -> [UInt8] in
            try await sitting.show(.minutes, options)
            let row = try await sitting.runner.view.session.row(meeting, of: .minutes)
            return try await sitting.signedFile("minutes/\(row.id)", else: .minutesNotSigned) { session in
                SignedMinutes.export(of: row.id, session.picture, heads: session.room.heads)
            }
        }
        try options.write(bytes, to: out)
    }
}
